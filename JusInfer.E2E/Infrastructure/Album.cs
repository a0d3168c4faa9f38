namespace JusInfer.E2E.Infrastructure;

/// <summary>Screenshots of whole pages, for people to look through. Kept only where somebody has named a folder for them.</summary>
internal static class Album
{
    private const string FolderVariable = "JUSINFER_E2E_SCREENSHOTS";

    public static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name.Replace(' ', '-') + ".png"), FullPage = true });
    }
}
