namespace JusInfer.E2E.Pages;

/// <summary>The page Routing.</summary>
internal sealed class RoutingPage(IPage page)
{
    public Dialog Dialog => new(page);

    public ILocator Change => page.GetByRole(AriaRole.Button, new() { Name = "Change routing", Exact = true });

    public Task OpenAsync() => page.GotoAsync("/developer/routing");
}
