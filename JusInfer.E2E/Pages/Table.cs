namespace JusInfer.E2E.Pages;

internal static class Table
{
    public static ILocator RowsOf(IPage page, string table) =>
        page.GetByRole(AriaRole.Region, new() { Name = table, Exact = true }).Locator("tbody").GetByRole(AriaRole.Row);
}
