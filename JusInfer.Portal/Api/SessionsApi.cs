using System.Security.Claims;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/auth/sessions</c> and sign-out: the caller's sessions.</summary>
internal static class SessionsApi
{
    internal static void MapSessions(this RouteGroupBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Sign-in");
        auth.MapPost("/logout", EndCurrentAsync)
            .WithSummary("Sign out")
            .WithDescription("Ends the session of the access token: its tokens are rejected within one second, on every node.");
        auth.MapPost("/logout-all", EndAllAsync)
            .WithSummary("Sign out everywhere")
            .WithDescription("Ends all sessions of the account, in browsers and of access tokens.");
        auth.MapPost("/password", ChangePasswordAsync)
            .WithMetadata(new NeedsHttpsAttribute())
            .WithSummary("Change your password")
            .WithDescription("Ends all other sessions of the account, in browsers and of access tokens, within one second. The session of this call stays.");
        auth.MapPost("/second-factor", ConfirmAsync)
            .WithMetadata(new NeedsHttpsAttribute())
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Confirm with your second factor")
            .WithDescription("For ten minutes, the session of the access token can then change roles, the team's policy and wallets, "
                + "invite admins, raise, loosen and delete budgets, lift caps and change prices. Without it, these calls of an account "
                + "with a second factor are answered with 403 SECOND_FACTOR_REQUIRED.");
        auth.MapGet("/sessions", ListAsync)
            .WithSummary("List your sessions")
            .WithDescription("Newest first: browsers and control-plane clients that are signed in.");
        auth.MapDelete("/sessions/{id}", EndAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("End a session")
            .WithDescription("Signs out one browser or control-plane client within one second.");
    }

    private static async Task<NoContent> EndCurrentAsync(ClaimsPrincipal me, SignInSessions sessions, CancellationToken cancellationToken)
    {
        await sessions.EndAsync(Of(me), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> EndAllAsync(ClaimsPrincipal me, SignInSessions sessions, CancellationToken cancellationToken)
    {
        await sessions.EndAllAsync(Of(me).User, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangePasswordAsync(
        ClaimsPrincipal me, JsonBody<PasswordChangeRequest> body, PasswordChange passwords, CancellationToken cancellationToken) =>
        (await passwords.ChangeAsync(Of(me), body.Input, cancellationToken)).Error is { } error ? Problems.From(error) : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> ConfirmAsync(
        ClaimsPrincipal me, JsonBody<SecondFactorRequest> body, SecondFactorConfirmation confirmation, CancellationToken cancellationToken) =>
        await confirmation.CodeAsync(Of(me), body.Input, cancellationToken) is { } error ? Problems.From(error) : TypedResults.NoContent();

    private static async Task<Ok<ListView<SignInSessionView>>> ListAsync(
        ClaimsPrincipal me, SignInSessions sessions, CancellationToken cancellationToken)
    {
        var claims = Of(me);
        var live = await sessions.ListAsync(claims.User, cancellationToken);
        return TypedResults.Ok(new ListView<SignInSessionView>(
            [.. live.Select(session => SignInSessionView.From(session, claims.Session))]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        string id, ClaimsPrincipal me, SignInSessions sessions, CancellationToken cancellationToken) =>
        SignInSessionId.TryParse(id, out var session) && await sessions.EndAsync(Of(me) with { Session = session }, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("You have no such session; it may have ended.");

    private static SignInClaims Of(ClaimsPrincipal me) =>
        SignInClaims.From(me) ?? throw new InvalidOperationException("The access token handler sets the session.");
}
