using System.Collections.Frozen;
using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>
/// The addresses of the data plane: those of the client dialects and of the models. Clients append <c>/v1/…</c> to a base URL that has it
/// already, or leave it out: each path is accepted with <c>/v1</c>, without it, with it twice, and with doubled slashes. Paths below the
/// base URLs of other gateways and providers are accepted too, and answered with an error that names the right address.
/// </summary>
internal sealed class DataPlanePaths
{
    public const string Models = "/v1/models";

    private const string Version = "/v1";

    /// <summary>Under <c>/v1</c> too, but the control plane's.</summary>
    private static readonly string[] ControlPlane = ["/v1/auth", "/v1/keys", "/v1/tenant", "/v1/usage"];

    /// <summary>Bases of others under which clients look for the data plane.</summary>
    private static readonly string[] ForeignBases = ["/api", "/openai", "/anthropic"];

    private readonly FrozenSet<string> canonicalPaths;
    private readonly string[] unversionedPaths;

    public DataPlanePaths(IEnumerable<IClientDialect> dialects)
    {
        IClientDialect[] registered = [.. dialects];
        CallPaths = [.. registered.Select(static dialect => dialect.Path)];
        PostPaths = [.. CallPaths, .. registered.Select(static dialect => dialect.TokenCounter?.Path).OfType<string>()];
        canonicalPaths = CallPaths.Append(Models).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        unversionedPaths = [.. canonicalPaths.Select(Unversioned)];
    }

    /// <summary>The canonical paths of calls, one per client dialect.</summary>
    public ImmutableArray<string> CallPaths { get; }

    /// <summary>The canonical paths of calls, and those that count tokens.</summary>
    public ImmutableArray<string> PostPaths { get; }

    /// <summary>Brings a data-plane path into the form that the routes know; false where it is not the data plane's.</summary>
    public bool TryCanonicalize(PathString path, out PathString canonical)
    {
        canonical = path;
        if (path.Value is { } exact && canonicalPaths.Contains(exact)) return true;
        if (path.Value?.Contains("//", StringComparison.Ordinal) is true) path = WithSingleSlashes(path.Value);
        if (IsElsewhere(path))
        {
            canonical = path;
            return true;
        }

        if (!path.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase, out var rest))
        {
            canonical = new PathString(Version).Add(path);
            return Array.Exists(unversionedPaths, root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));
        }

        if (rest.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase, out var doubled)) rest = doubled;
        canonical = new PathString(Version).Add(rest);
        var versioned = canonical;
        return !Array.Exists(ControlPlane, own => versioned.StartsWithSegments(own, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The address that was meant by one below another base; null where it cannot be told.</summary>
    public string? MeantBy(string path)
    {
        path = path.TrimEnd('/');
        return PostPaths.Append(Models)
            .Where(address => path.EndsWith(Unversioned(address), StringComparison.OrdinalIgnoreCase))
            .MaxBy(static address => address.Length);
    }

    /// <summary>The path stands below a base that is none here.</summary>
    private bool IsElsewhere(PathString path) =>
        Array.Exists(ForeignBases, foreign => path.StartsWithSegments(foreign, StringComparison.OrdinalIgnoreCase))
        || (!path.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase)
            && canonicalPaths.Any(address => path.Value?.EndsWith(address, StringComparison.OrdinalIgnoreCase) is true));

    private static string Unversioned(string path) =>
        path.StartsWith(Version + "/", StringComparison.OrdinalIgnoreCase) ? path[Version.Length..] : path;

    private static PathString WithSingleSlashes(string path)
    {
        while (path.Contains("//", StringComparison.Ordinal)) path = path.Replace("//", "/", StringComparison.Ordinal);
        return new PathString(path);
    }
}
