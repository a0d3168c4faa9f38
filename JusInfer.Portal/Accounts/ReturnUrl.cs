namespace JusInfer.Portal.Accounts;

/// <summary>
/// The address to open after sign-in: only addresses of this site, so that a link to the login page cannot redirect to another site.
/// </summary>
internal static class ReturnUrl
{
    public const string Default = "/developer";

    public static string Local(string? asked) =>
        asked is ['/', ..] and not ['/', '/' or '\\', ..] && !asked.Any(char.IsControl) ? asked : Default;
}
