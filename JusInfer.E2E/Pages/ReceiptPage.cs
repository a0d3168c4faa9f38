namespace JusInfer.E2E.Pages;

/// <summary>The receipt of one call.</summary>
internal sealed class ReceiptPage(IPage page)
{
    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Name = "Receipt", Level = 1 });

    public ILocator Simulated => page.GetByRole(AriaRole.Main).GetByText("simulated", new() { Exact = true });

    /// <summary>The price of each bucket of tokens.</summary>
    public ILocator Prices => page.GetByRole(AriaRole.Main).GetByText("per million:");

    /// <summary>The value of a term, such as <c>Key</c>, <c>Served model</c> or <c>Cost</c>.</summary>
    public ILocator Value(string term) => page.Locator("dt").Filter(new() { HasText = term }).And(page.GetByText(term, new() { Exact = true })).Locator("xpath=following-sibling::dd[1]");
}
