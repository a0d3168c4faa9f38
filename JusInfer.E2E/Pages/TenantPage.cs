namespace JusInfer.E2E.Pages;

/// <summary>The Tenant tab: members with their caps, keys with their rates.</summary>
internal sealed class TenantPage(IPage page)
{
    public const string Path = "/developer/tenant";

    public Dialog Dialog => new(page);

    public ILocator Members => RowsOf("Members");

    public ILocator Member(string email) => Members.Filter(new() { HasText = email });

    public ILocator Key(string name) => RowsOf("Requests per minute").Filter(new() { HasText = name });

    public ILocator SetLimit(string key) => page.GetByRole(AriaRole.Button, new() { Name = $"Set limit of {key}" });

    public ILocator SetCaps => page.GetByRole(AriaRole.Button, new() { Name = "Set cap of" });

    public ILocator SetCap(string email) => page.GetByRole(AriaRole.Button, new() { Name = $"Set cap of {email}" });

    public Task OpenAsync() => page.GotoAsync(Path);

    public async Task SetLimitAsync(string key, string requestsPerMinute)
    {
        await SetLimit(key).ClickAsync();
        await Dialog.Field("Requests per minute").FillAsync(requestsPerMinute);
        await Dialog.CloseWithAsync("Save limit");
    }

    public async Task SetCapAsync(string email, string usd)
    {
        await SetCap(email).ClickAsync();
        await Dialog.Field("US dollars a month").FillAsync(usd);
        await Dialog.CloseWithAsync("Save cap");
    }

    private ILocator RowsOf(string table) => page.GetByRole(AriaRole.Region, new() { Name = table, Exact = true }).Locator("tbody").GetByRole(AriaRole.Row);
}
