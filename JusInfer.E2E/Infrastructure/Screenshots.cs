namespace JusInfer.E2E.Infrastructure;

/// <summary>Saves screenshots, if the command <c>eng/screenshots.sh</c> names a folder for them.</summary>
internal static class Screenshots
{
    private const string PagesVariable = "JUSINFER_E2E_SCREENSHOTS";
    private const string GuidesVariable = "JUSINFER_GUIDE_SCREENSHOTS";
    private const double Quality = 0.8;

    /// <summary>Converts a PNG picture in the browser, so that no other program is needed.</summary>
    private const string ToWebP = """
        async ([png, quality]) => {
          const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (c) => c.charCodeAt(0))]));
          const canvas = new OffscreenCanvas(picture.width, picture.height);
          canvas.getContext('2d', { alpha: false }).drawImage(picture, 0, 0);
          const webp = await canvas.convertToBlob({ type: 'image/webp', quality });
          return btoa(Array.from(new Uint8Array(await webp.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''));
        }
        """;

    /// <summary>Saves a screenshot of the whole page.</summary>
    public static async Task SaveAsync(IPage page, string name)
    {
        if (Folder(PagesVariable) is not { } folder) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name.Replace(' ', '-') + ".png"), FullPage = true });
    }

    /// <summary>Saves a small screenshot of the window for a guide.</summary>
    public static async Task SaveForGuideAsync(IPage page, string name)
    {
        var png = await page.ScreenshotAsync();
        if (Folder(GuidesVariable) is not { } folder) return;
        var webp = await page.EvaluateAsync<string>(ToWebP, new object[] { Convert.ToBase64String(png), Quality });
        await File.WriteAllBytesAsync(Path.Combine(folder, name + ".webp"), Convert.FromBase64String(webp));
    }

    private static string? Folder(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } folder ? folder : null;
}
