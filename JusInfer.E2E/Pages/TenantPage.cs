namespace JusInfer.E2E.Pages;

/// <summary>The page Tenant: members with their caps, and keys with their limits.</summary>
internal sealed class TenantPage(IPage page)
{
    public const string Path = "/developer/tenant";

    public Dialog Dialog => new(page);

    public ILocator Members => Table.RowsOf(page, "Members");

    public ILocator Key(string name) => Table.RowsOf(page, "Key limits").Filter(new() { HasText = name });

    public Task OpenAsync() => page.GotoAsync(Path);
}
