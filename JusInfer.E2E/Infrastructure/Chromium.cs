namespace JusInfer.E2E.Infrastructure;

/// <summary>The installed browser; Playwright does not download one.</summary>
internal static class Chromium
{
    private const string PathVariable = "CHROMIUM_PATH";

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>The same browser without windows, if it is installed: the browser tests take a third less time in it, as the other one draws its toolbar in processes of its own.</summary>
    private const string Shell = "/usr/bin/chromium-headless-shell";

    private static string Executable => Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path ? path : File.Exists(Shell) ? Shell : "/usr/bin/chromium";

    /// <summary>Why the browser tests cannot run on this machine and how to fix that; null if they can.</summary>
    public static string? Missing => File.Exists(Executable)
        ? null
        : $"There is no Chromium at {Executable}. Install Debian's package (apt-get install -y chromium), or name another one in {PathVariable}.";

    /// <summary>
    /// How long an action, a navigation or an expectation waits for its event: long, as a busy machine, on which a new portal compiles its
    /// first page, is no fault.
    /// </summary>
    public const float TimeoutMilliseconds = 30_000;

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        SetDefaultExpectTimeout(TimeoutMilliseconds);
        return playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Flags });
    }
}
