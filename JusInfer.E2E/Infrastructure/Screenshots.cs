namespace JusInfer.E2E.Infrastructure;

/// <summary>Saves full-page screenshots to the folder in <c>JUSINFER_E2E_SCREENSHOTS</c>, if that variable is set.</summary>
internal static class Screenshots
{
    private const string FolderVariable = "JUSINFER_E2E_SCREENSHOTS";

    public static async Task SaveAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name.Replace(' ', '-') + ".png"), FullPage = true });
    }
}
