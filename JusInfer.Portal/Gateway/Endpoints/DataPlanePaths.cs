using System.Collections.Frozen;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>
/// Which addresses are the data plane's. Clients append <c>/v1/…</c> to a base that has it already, or leave it out: each path answers with
/// <c>/v1</c>, without, and doubled.
/// </summary>
internal static class DataPlanePaths
{
    private const string Version = "/v1";

    private static readonly string[] Rooms = ["/chat/completions", "/models", "/messages", "/responses", "/embeddings", "/completions"];

    /// <summary>Under <c>/v1</c> too, but the control plane's.</summary>
    private static readonly string[] ControlPlane = ["/v1/auth", "/v1/keys", "/v1/tenant", "/v1/usage"];

    private static readonly FrozenSet<string> Canonical = Rooms.Select(room => Version + room).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The path as the routes know it; null where it is not the data plane's.</summary>
    public static PathString? Canonicalize(PathString path)
    {
        if (path.Value is { } exact && Canonical.Contains(exact)) return path;
        var rest = path;
        if (rest.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase, out var once))
        {
            if (once.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase, out var twice)) once = twice;
            rest = once;
            path = new PathString(Version).Add(once);
            return Array.Exists(ControlPlane, own => path == own || path.StartsWithSegments(own, StringComparison.OrdinalIgnoreCase)) ? null : path;
        }

        return Array.Exists(Rooms, room => rest.StartsWithSegments(room, StringComparison.OrdinalIgnoreCase)) ? new PathString(Version).Add(rest) : null;
    }
}
