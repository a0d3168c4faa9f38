using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>Whether a person can be asked about an <see cref="AuthorizationRequest"/>. The nested types are the complete list.</summary>
internal abstract record AuthorizationCheck
{
    private AuthorizationCheck()
    {
    }

    /// <summary>The client or its address is unknown, so nothing may be sent to it.</summary>
    internal sealed record Invalid(string Reason) : AuthorizationCheck;

    /// <summary>The request has another fault.</summary>
    /// <param name="Reason">For people.</param>
    /// <param name="Redirect">Where the client is.</param>
    /// <param name="Answer">The address that tells the client. A link, because a redirect would take people to any address that a stranger has registered.</param>
    internal sealed record Rejected(string Reason, Uri Redirect, string Answer) : AuthorizationCheck;

    /// <param name="Client">The client.</param>
    /// <param name="Redirect">Where the client is.</param>
    /// <param name="Scopes">What it asks for, of what exists.</param>
    internal sealed record Ready(OAuthClient Client, Uri Redirect, ImmutableArray<string> Scopes) : AuthorizationCheck;
}
