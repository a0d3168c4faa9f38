namespace JusInfer.E2E.Pages;

/// <summary>The Runs tab: the list of runs, and the page of one.</summary>
internal sealed class RunsPage(IPage page)
{
    public const string Path = "/developer/runs";

    public ILocator Empty => page.GetByRole(AriaRole.Heading, new() { Name = "No runs yet" });

    public ILocator Rows => RowsOf("Runs");

    /// <summary>The runs in the tree of a run's page.</summary>
    public ILocator Tree => RowsOf("Tree").And(page.Locator(".run"));

    /// <summary>The turns in that tree, of all runs whose turns are shown.</summary>
    public ILocator Turns => RowsOf("Tree").And(page.Locator(".turn"));

    public ILocator Resume => page.GetByRole(AriaRole.Button, new() { Name = "Resume" });

    /// <summary>Where the calls of a run lost the prompt cache.</summary>
    public ILocator CacheLosses => page.GetByRole(AriaRole.Region, new() { Name = "Prompt cache", Exact = true });

    /// <summary>The losses of one cause.</summary>
    public ILocator Loss(string cause) => CacheLosses.Locator("li.card").Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = cause }) });

    public ILocator Run(string session) => Rows.GetByRole(AriaRole.Link, new() { Name = session, Exact = true }).First;

    /// <summary>Shows or hides the turns of a run of the tree.</summary>
    public ILocator ToggleTurns(string session) => page.GetByRole(AriaRole.Button, new() { Name = $"Turns of {session}", Exact = true });

    /// <summary>Hides or shows the runs that a run of the tree has started.</summary>
    public ILocator Toggle(string session) => page.GetByRole(AriaRole.Button, new() { Name = $"Runs started by {session}", Exact = true });

    public Task OpenAsync(string session) => page.GotoAsync($"{Path}/{Uri.EscapeDataString(session)}");

    public Task OpenAsync() => page.GotoAsync(Path);

    private ILocator RowsOf(string table) => page.GetByRole(AriaRole.Region, new() { Name = table, Exact = true }).Locator("tbody").GetByRole(AriaRole.Row);
}
