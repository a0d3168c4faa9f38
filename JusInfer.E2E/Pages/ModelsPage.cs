namespace JusInfer.E2E.Pages;

/// <summary>The operator's page of models: on and off, names and prices.</summary>
internal sealed class ModelsPage(IPage page)
{
    public const string Path = "/operator/models";

    public ILocator Rows => page.GetByRole(AriaRole.Region, new() { Name = "Models", Exact = true }).Locator("tbody tr");

    public Dialog Dialog => new(page);

    /// <summary>Whether calls are sent to the model, while its dialog is open.</summary>
    public ILocator IsOn => Dialog.Self.GetByRole(AriaRole.Checkbox);

    public ILocator Row(string model) => Rows.Filter(new() { Has = page.GetByRole(AriaRole.Button, new() { Name = $"Change {model}", Exact = true }) });

    public ILocator Change(string model) => page.GetByRole(AriaRole.Button, new() { Name = $"Change {model}", Exact = true });

    public Task OpenAsync(string query = "") => page.GotoAsync(Path + query);
}
