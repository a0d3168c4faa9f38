namespace JusInfer.E2E.Pages;

/// <summary>The page Budgets &amp; limits: budgets, keys with their limits, and the policy for keys.</summary>
internal sealed class BudgetsPage(IPage page)
{
    public const string Path = "/developer/budgets";

    public Dialog Dialog => new(page);

    public ILocator All => Table.RowsOf(page, "Budgets");

    public ILocator Add => page.GetByRole(AriaRole.Button, new() { Name = "Add a budget", Exact = true });

    /// <summary>What a budget would have done to the calls of the last 30 days.</summary>
    public ILocator Preview => Dialog.Self.GetByRole(AriaRole.Status);

    public ILocator Key(string name) => Table.RowsOf(page, "Key limits").Filter(new() { HasText = name });

    public ILocator SetLimit(string key) => page.GetByRole(AriaRole.Link, new() { Name = $"Set limits for {key}", Exact = true });

    public ILocator ChangePolicy => page.GetByRole(AriaRole.Button, new() { Name = "Change policy", Exact = true });

    public Task OpenAsync() => page.GotoAsync(Path);

    public async Task SetPolicyAsync(string days, string addresses)
    {
        await ChangePolicy.ClickAsync();
        await Dialog.Field("Expires within days").FillAsync(days);
        await Dialog.Field("IP addresses and networks").FillAsync(addresses);
        await Dialog.CloseWithAsync("Save policy");
    }
}
