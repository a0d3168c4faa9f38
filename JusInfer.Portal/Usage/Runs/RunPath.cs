namespace JusInfer.Portal.Usage.Runs;

/// <summary>The name of a run as a segment of a path. Clients choose the names, so they can contain any character.</summary>
internal static class RunPath
{
    public static string SegmentOf(string session) => Uri.EscapeDataString(session);

    /// <summary>The name in a route value, in which ASP.NET Core has decoded everything but the slash.</summary>
    public static string SessionOf(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
