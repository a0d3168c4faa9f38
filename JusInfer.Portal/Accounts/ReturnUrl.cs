namespace JusInfer.Portal.Accounts;

/// <summary>
/// Where to go after signing in: only ever a place on this site, or a link could lure people through the real login page to a false one.
/// </summary>
internal static class ReturnUrl
{
    public const string Default = "/developer/keys";

    public static string Local(string? asked) =>
        asked is ['/', ..] and not ['/', '/' or '\\', ..] && !asked.Any(char.IsControl) ? asked : Default;
}
