using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Accounts;

/// <summary>Endpoint metadata: a key authenticates callers, too.</summary>
internal sealed class AllowsKeys
{
    /// <summary>A key with the scope <c>usage:read</c>. Only for endpoints that change nothing.</summary>
    public static readonly AllowsKeys ToRead = new(KeyScope.UsageRead);

    /// <summary>A key that calls models, where clients report on their calls.</summary>
    public static readonly AllowsKeys ToReport = new(KeyScope.All);

    /// <summary>A key of any scope. The endpoint decides what <see cref="SignedIn.Key"/> may do.</summary>
    public static readonly AllowsKeys AnyScope = new(scope: null);

    private AllowsKeys(KeyScope? scope) => Scope = scope;

    /// <summary>The scope that a key must have; null if any will do.</summary>
    public KeyScope? Scope { get; }
}
