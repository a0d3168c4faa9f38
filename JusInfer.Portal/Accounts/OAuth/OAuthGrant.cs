namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>What a person has allowed an OAuth client. It belongs to a session of its own, and ends with it.</summary>
/// <param name="Client">The hash of the client's id, see <see cref="OAuthClients.HashOf"/>.</param>
/// <param name="Name">The name that the client gave itself.</param>
/// <param name="Scope">The scopes, separated by spaces.</param>
internal sealed record OAuthGrant(string Client, string Name, string Scope)
{
    public bool MintsKeys => Scope.Split(' ').Contains(OAuthScopes.MintKeys);
}
