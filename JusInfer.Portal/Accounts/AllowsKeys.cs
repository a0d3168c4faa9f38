namespace JusInfer.Portal.Accounts;

/// <summary>Endpoint metadata: a key authenticates callers, too.</summary>
internal sealed class AllowsKeys
{
    /// <summary>A key with the scope <c>usage:read</c>. Only for endpoints that change nothing.</summary>
    public static readonly AllowsKeys Instance = new();

    /// <summary>A key of any scope. The endpoint decides what <see cref="SignedIn.Key"/> may do.</summary>
    public static readonly AllowsKeys AnyScope = new() { IncludesCallKeys = true };

    private AllowsKeys()
    {
    }

    /// <summary>Whether keys for calls of models are accepted as well.</summary>
    public bool IncludesCallKeys { get; private init; }
}
