namespace JusInfer.E2E.Infrastructure;

/// <summary>What a visitor looks through: the size of the window in CSS pixels, the system's theme, and whether things may move.</summary>
internal sealed record Look(int Width, int Height)
{
    public static Look Desktop { get; } = new(1280, 800);

    public static Look Phone { get; } = new(390, 844);

    public bool Dark { get; init; }

    /// <summary>Still by default: nothing is tested while it moves.</summary>
    public bool Moving { get; init; }

    public override string ToString() => $"{(Width < 600 ? "phone" : "desktop")}-{(Dark ? "dark" : "light")}";

    public BrowserNewContextOptions At(Uri address, string? session) => new()
    {
        BaseURL = address.ToString(),
        ViewportSize = new() { Width = Width, Height = Height },
        ColorScheme = Dark ? ColorScheme.Dark : ColorScheme.Light,
        ReducedMotion = Moving ? ReducedMotion.NoPreference : ReducedMotion.Reduce,
        Permissions = ["clipboard-read", "clipboard-write"],
        Locale = "en-GB",
        StorageState = session,
    };
}
