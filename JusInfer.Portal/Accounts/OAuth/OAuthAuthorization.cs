using JusInfer.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.WebUtilities;

namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>Checks the requests of clients, and answers them with what the person has decided.</summary>
internal sealed class OAuthAuthorization(OAuthClients clients, AuthorizationCodes codes, SignedInResolver resolver, SecurityMails mails, TimeProvider time)
{
    /// <summary>A SHA-256 hash in base64url.</summary>
    private const int ChallengeLength = 43;

    /// <param name="request">The request.</param>
    /// <param name="issuer">The scheme and host of this portal.</param>
    public AuthorizationCheck Check(AuthorizationRequest request, string issuer)
    {
        if (clients.Find(request.ClientId) is not { } client)
            return new AuthorizationCheck.Invalid("This app is not registered here. Remove this server from the app, and add it again.");
        if (request.RedirectUri is not { } uri || RedirectUris.Parse(uri) is not { } redirect || !client.RedirectUris.Any(registered => RedirectUris.Matches(registered, uri)))
            return new AuthorizationCheck.Invalid("The app asks for an answer at an address that it has not registered. Remove this server from the app, and add it again.");
        if (request.ResponseType != "code") return Reject("unsupported_response_type", "response_type must be code.");
        if (request.CodeChallengeMethod != "S256" || request.CodeChallenge is not { Length: ChallengeLength })
            return Reject("invalid_request", "The app must use PKCE: code_challenge with code_challenge_method=S256.");
        if (!OAuthPaths.IsResource(request.Resource, issuer)) return Reject("invalid_target", $"resource must be {issuer}{OAuthPaths.Resource}.");
        return new AuthorizationCheck.Ready(client, redirect, OAuthScopes.Parse(request.Scope));

        AuthorizationCheck.Rejected Reject(string error, string description) =>
            new(description, redirect, AnswerOf(redirect, request, issuer, ("error", error), ("error_description", description)));
    }

    /// <summary>Allows the client what it asks for, in the team that the browser acts for.</summary>
    /// <param name="request">The request, which <see cref="Check"/> has found ready.</param>
    /// <param name="ready">The result of that check.</param>
    /// <param name="claims">The person, and the session of the browser.</param>
    /// <param name="team">The team that the page named.</param>
    /// <param name="mintsKeys">Whether the person allows the scope <see cref="OAuthScopes.MintKeys"/>, if the client asks for it.</param>
    /// <param name="issuer">The scheme and host of this portal.</param>
    /// <param name="cancellationToken">Canceled when the browser disconnects.</param>
    /// <returns>The address to which the browser takes the code.</returns>
    public async Task<Result<string, RequestError>> AllowAsync(
        AuthorizationRequest request, AuthorizationCheck.Ready ready, SignInClaims claims, TeamId team, bool mintsKeys, string issuer, CancellationToken cancellationToken)
    {
        if (await resolver.FindAsync(claims, cancellationToken) is not { } who || who.Team.Id != team)
            return new RequestError.Conflict("You have switched to another team since you opened this page. Check which team it is now, and decide again.");
        if (await resolver.LacksSecondFactorAsync(who, cancellationToken)) return new RequestError.Forbidden(SignedInResolver.EnrollmentMissing);
        var scopes = ready.Scopes.Where(scope => scope != OAuthScopes.MintKeys || mintsKeys);
        var grant = new OAuthGrant(OAuthClients.HashOf(request.ClientId!), ready.Client.Name, string.Join(' ', scopes));
        var code = await codes.IssueAsync(new AuthorizationCode(claims, SignInSessionId.New(time.GetUtcNow()), team, grant, request.RedirectUri!, request.CodeChallenge!), cancellationToken);
        await mails.SendAsync(claims.User, SecurityChange.ClientConnected, CancellationToken.None);
        return AnswerOf(ready.Redirect, request, issuer, ("code", code.Reveal()));
    }

    /// <summary>The address that tells the client that the person has denied the request.</summary>
    public static string Deny(AuthorizationRequest request, AuthorizationCheck.Ready ready, string issuer) =>
        AnswerOf(ready.Redirect, request, issuer, ("error", "access_denied"), ("error_description", "The person has not allowed it."));

    /// <summary>The redirect URI with an answer, which names its issuer (RFC 9207).</summary>
    private static string AnswerOf(Uri redirect, AuthorizationRequest request, string issuer, params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var address = redirect.AbsoluteUri;
        foreach (var (name, value) in fields) address = QueryHelpers.AddQueryString(address, name, value);
        if (!string.IsNullOrEmpty(request.State)) address = QueryHelpers.AddQueryString(address, "state", request.State);
        return QueryHelpers.AddQueryString(address, "iss", issuer);
    }
}
