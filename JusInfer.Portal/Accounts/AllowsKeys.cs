namespace JusInfer.Portal.Accounts;

/// <summary>Endpoint metadata: a key with the scope <c>usage:read</c> authenticates callers, too. Only for endpoints that change nothing.</summary>
internal sealed class AllowsKeys
{
    public static readonly AllowsKeys Instance = new();
}
