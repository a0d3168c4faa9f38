namespace JusInfer.E2E.Pages;

/// <summary>Everything that is known about one request.</summary>
internal sealed class ReceiptPage(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Receipt", Level = 1 });

    public ILocator Simulated => page.GetByRole(AriaRole.Main).GetByText("simulated", new() { Exact = true });

    /// <summary>What stands beside a term: <c>Key</c>, <c>Model served</c>, <c>Cost</c> and the like.</summary>
    public ILocator Fact(string term) => page.Locator("dt").Filter(new() { HasText = term }).And(page.GetByText(term, new() { Exact = true })).Locator("xpath=following-sibling::dd[1]");
}
