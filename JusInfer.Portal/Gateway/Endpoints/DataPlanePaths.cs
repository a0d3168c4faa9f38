using System.Collections.Frozen;
using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>
/// The paths of the data plane: those of the client dialects and of the model list. Some clients append <c>/v1/…</c> to a base URL that
/// already has it, and some omit it. So each path is accepted with <c>/v1</c>, without it, with it twice, and with double slashes. Paths
/// below the base URLs of other gateways and providers are accepted too, and answered with an error that names the right path.
/// </summary>
internal sealed class DataPlanePaths
{
    public const string Models = "/v1/models";

    private const string Version = "/v1";

    /// <summary>Paths of the control plane, which are under <c>/v1</c> too.</summary>
    private static readonly string[] ControlPlane = ["/v1/alerts", "/v1/audit", "/v1/audit.csv", "/v1/auth", "/v1/budgets", "/v1/feedback", "/v1/keys", "/v1/limits", "/v1/operator", "/v1/refusals", "/v1/runs", "/v1/tenant", "/v1/usage", "/v1/webhooks"];

    /// <summary>Base paths of other gateways and providers that clients may be configured with.</summary>
    private static readonly string[] ForeignBases = ["/api", "/openai", "/anthropic"];

    private readonly ImmutableArray<IClientDialect> dialects;
    private readonly FrozenSet<string> canonicalPaths;
    private readonly string[] unversionedPaths;

    public DataPlanePaths(IEnumerable<IClientDialect> dialects)
    {
        this.dialects = [.. dialects];
        CallPaths = [.. this.dialects.Select(static dialect => dialect.Path)];
        PostPaths = [.. CallPaths, .. this.dialects.Select(static dialect => dialect.TokenCounter?.Path).OfType<string>()];
        canonicalPaths = CallPaths.Append(Models).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        unversionedPaths = [.. canonicalPaths.Select(Unversioned)];
    }

    /// <summary>The canonical paths of calls, one per client dialect.</summary>
    public ImmutableArray<string> CallPaths { get; }

    /// <summary>The canonical paths of calls, and those that count tokens.</summary>
    public ImmutableArray<string> PostPaths { get; }

    /// <summary>
    /// Converts the path of a request to the form that the routes use; false if it is not a path of the data plane. Clients of several
    /// dialects ask for the list of models at the same path, so their dialects decide.
    /// </summary>
    public bool TryCanonicalize(PathString path, IHeaderDictionary headers, out PathString canonical)
    {
        canonical = path;
        return (path.Value is { } value && value != Models && canonicalPaths.Contains(value)) || TryCorrect(path, headers, out canonical);
    }

    /// <summary>Apart, so that a path in canonical form allocates no closures.</summary>
    private bool TryCorrect(PathString path, IHeaderDictionary headers, out PathString canonical)
    {
        if (path.Value?.Contains("//", StringComparison.Ordinal) is true) path = WithSingleSlashes(path.Value);
        foreach (var dialect in dialects)
        {
            if (dialect.TryCanonicalize(path, headers, out canonical)) return true;
        }

        if (HasForeignBase(path))
        {
            canonical = path;
            return true;
        }

        if (!path.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase, out var rest))
        {
            canonical = new PathString(Version).Add(path);
            return Array.Exists(unversionedPaths, unversioned => path.StartsWithSegments(unversioned, StringComparison.OrdinalIgnoreCase));
        }

        if (rest.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase, out var doubled)) rest = doubled;
        canonical = new PathString(Version).Add(rest);
        var versioned = canonical;
        return !Array.Exists(ControlPlane, controlPlane => versioned.StartsWithSegments(controlPlane, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The path that a path below another base was probably meant to be; null if it is unknown.</summary>
    public string? SuggestFor(string path)
    {
        path = path.TrimEnd('/');
        return PostPaths.Append(Models)
            .Where(address => path.EndsWith(Unversioned(address), StringComparison.OrdinalIgnoreCase))
            .MaxBy(static address => address.Length);
    }

    /// <summary>The path is below a base path that this gateway does not have.</summary>
    private bool HasForeignBase(PathString path) =>
        Array.Exists(ForeignBases, foreignBase => path.StartsWithSegments(foreignBase, StringComparison.OrdinalIgnoreCase))
        || (!path.StartsWithSegments(Version, StringComparison.OrdinalIgnoreCase)
            && canonicalPaths.Any(callPath => path.Value?.EndsWith(callPath, StringComparison.OrdinalIgnoreCase) is true));

    private static string Unversioned(string path) =>
        path.StartsWith(Version + "/", StringComparison.OrdinalIgnoreCase) ? path[Version.Length..] : path;

    private static PathString WithSingleSlashes(string path)
    {
        while (path.Contains("//", StringComparison.Ordinal)) path = path.Replace("//", "/", StringComparison.Ordinal);
        return new PathString(path);
    }
}
