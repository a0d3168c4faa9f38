using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>
/// Which addresses are the data plane's. Clients append <c>/v1/…</c> to a base that has it already, or leave it out: each path answers with
/// <c>/v1</c>, without, and doubled, and with a slash too many. What is looked for below a base that other gateways and providers have
/// is taken too, to be told the right address: no page stands there.
/// </summary>
internal static class DataPlanePaths
{
    public const string Models = "/v1/models";

    public const string CountTokens = "/v1/messages/count_tokens";

    /// <summary>Where calls come in: a front door stands at each.</summary>
    public static readonly ImmutableArray<string> Doors =
    [
        "/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/embeddings", "/v1/completions",
    ];

    private const string Version = "/v1";

    private static readonly string[] Roots = [.. Doors.Append(Models).Select(static path => path[Version.Length..])];

    /// <summary>Under <c>/v1</c> too, but the control plane's.</summary>
    private static readonly string[] ControlPlane = ["/v1/auth", "/v1/keys", "/v1/tenant", "/v1/usage"];

    /// <summary>Bases of others under which clients look for the data plane.</summary>
    private static readonly string[] ForeignBases = ["/api", "/openai", "/anthropic"];

    private static readonly FrozenSet<string> Canonical = Roots.Select(root => Version + root)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Brings a data-plane path into the form that the routes know; false where it is not the data plane's.</summary>
    public static bool TryCanonicalize(PathString path, out PathString canonical)
    {
        canonical = path;
        if (path.Value is { } exact && Canonical.Contains(exact)) return true;
        if (path.Value?.Contains("//", StringComparison.Ordinal) is true) path = WithSingleSlashes(path.Value);
        if (IsElsewhere(path))
        {
            canonical = path;
            return true;
        }

        if (!path.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase, out var rest))
        {
            canonical = new PathString(Version).Add(path);
            return Array.Exists(Roots, root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));
        }

        if (rest.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase, out var doubled)) rest = doubled;
        canonical = new PathString(Version).Add(rest);
        var versioned = canonical;
        return !Array.Exists(ControlPlane, own => versioned.StartsWithSegments(own, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The address that was meant by one below another base; null where it cannot be told.</summary>
    public static string? MeantBy(string path)
    {
        path = path.TrimEnd('/');
        return Doors.Append(CountTokens).Append(Models)
            .Where(address => path.EndsWith(address[Version.Length..], StringComparison.OrdinalIgnoreCase))
            .MaxBy(static address => address.Length);
    }

    /// <summary>The path stands below a base that is none here.</summary>
    private static bool IsElsewhere(PathString path) =>
        Array.Exists(ForeignBases, foreign => path.StartsWithSegments(foreign, StringComparison.OrdinalIgnoreCase))
        || (!path.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase)
            && Canonical.Any(address => path.Value?.EndsWith(address, StringComparison.OrdinalIgnoreCase) is true));

    private static PathString WithSingleSlashes(string path)
    {
        while (path.Contains("//", StringComparison.Ordinal)) path = path.Replace("//", "/", StringComparison.Ordinal);
        return new PathString(path);
    }
}
