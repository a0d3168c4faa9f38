namespace JusInfer.E2E.Infrastructure;

/// <summary>The size of the window in CSS pixels, the system's color scheme, and whether animations run.</summary>
internal sealed record DisplaySettings(int Width, int Height)
{
    public static DisplaySettings Desktop { get; } = new(1280, 800);

    public static DisplaySettings Phone { get; } = new(390, 844);

    /// <summary>The width that WCAG 2.2 requires without scrolling sideways (1.4.10): 1280 pixels at 400 %.</summary>
    public static DisplaySettings Narrow { get; } = new(320, 640);

    public bool Dark { get; init; }

    /// <summary>The system replaces the colors of pages, as in the contrast themes of Windows.</summary>
    public bool ForcedColors { get; init; }

    /// <summary>Off: the browser runs no scripts.</summary>
    public bool Scripts { get; init; } = true;

    /// <summary>Pixels of the screen per CSS pixel.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>The pointer is a finger.</summary>
    public bool Touch { get; init; }

    /// <summary>Off by default, so that no test depends on the state of an animation.</summary>
    public bool Animations { get; init; }

    /// <summary>The time zone of the browser (IANA); null for that of the machine.</summary>
    public string? TimeZone { get; init; }

    public override string ToString() => $"{(Width < 600 ? "phone" : "desktop")}-{(Dark ? "dark" : "light")}";

    public BrowserNewContextOptions ContextOptions(Uri address, string? session) => new()
    {
        BaseURL = address.ToString(),
        ViewportSize = new() { Width = Width, Height = Height },
        DeviceScaleFactor = Scale,
        ColorScheme = Dark ? ColorScheme.Dark : ColorScheme.Light,
        ForcedColors = ForcedColors ? Microsoft.Playwright.ForcedColors.Active : Microsoft.Playwright.ForcedColors.None,
        ReducedMotion = Animations ? ReducedMotion.NoPreference : ReducedMotion.Reduce,
        JavaScriptEnabled = Scripts,
        Permissions = ["clipboard-read", "clipboard-write"],
        Locale = "en-GB",
        TimezoneId = TimeZone,
        HasTouch = Touch,
        IsMobile = Touch,
        StorageState = session,
    };
}
