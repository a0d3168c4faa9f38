namespace JusInfer.Portal.Hosting;

/// <summary>
/// The exit codes of the program, as sysexits.h has them where it has one. A clean end is 0. The supervisor decides by them whether it
/// starts the program again: see <c>deploy/jusinfer.service</c>.
/// </summary>
internal static class ExitCodes
{
    /// <summary>
    /// The process stopped although nobody asked for it: another node took it over, or a part of it failed. It should be started again.
    /// </summary>
    public const int Stopped = 1;

    /// <summary>Wrong arguments: <c>EX_USAGE</c>.</summary>
    public const int Usage = 64;

    /// <summary>
    /// The store cannot be used, or an address to listen on is in use or not there: <c>EX_UNAVAILABLE</c>. Another start may succeed.
    /// </summary>
    public const int Unavailable = 69;

    /// <summary>Invalid settings, or a file or an address that they name: <c>EX_CONFIG</c>.</summary>
    public const int Configuration = 78;
}
