namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>Endpoint metadata: the access tokens of OAuth clients authenticate callers, too. The endpoint decides what <see cref="SignedIn.Grant"/> may do.</summary>
internal sealed class AllowsGrants
{
    public static readonly AllowsGrants Instance = new();

    private AllowsGrants()
    {
    }
}
