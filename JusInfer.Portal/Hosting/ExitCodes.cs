namespace JusInfer.Portal.Hosting;

/// <summary>The exit codes of the program, as sysexits.h has them. A clean end is 0.</summary>
internal static class ExitCodes
{
    /// <summary>Wrong arguments: <c>EX_USAGE</c>.</summary>
    public const int Usage = 64;

    /// <summary>The store cannot be used: <c>EX_UNAVAILABLE</c>.</summary>
    public const int Unavailable = 69;

    /// <summary>Invalid settings, or a file that they name: <c>EX_CONFIG</c>.</summary>
    public const int Configuration = 78;
}
