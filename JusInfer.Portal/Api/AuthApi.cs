using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/auth</c>: sign-up, sign-in and tokens: the only part of the control plane that allows anonymous callers.</summary>
internal static class AuthApi
{
    internal static void MapAuth(this RouteGroupBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Sign-in").AllowAnonymous().WithMetadata(new NeedsHttpsAttribute());
        auth.MapPost("/signup", SignUpAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("Sign up")
            .WithDescription("Creates an account and a new team that it owns, or joins the team of an invitation.");
        auth.MapPost("/login", SignInAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("Sign in")
            .WithDescription(
                "Returns an access token for 15 minutes and a refresh token for 30 days. They are for one team: the one of tenant_id, or the account's oldest team. An account with a second factor also sends a code. After five "
                + "wrong passwords or codes the account is locked for five minutes.");
        auth.MapPost("/refresh", RefreshAsync)
            .WithSummary("Refresh tokens")
            .WithDescription(
                "Returns a new access token and the next refresh token. A refresh token that is sent again within 30 seconds from the same "
                + "network, such as after a lost answer, gets the same next one; one that is used again later revokes all tokens of its "
                + "sign-in.");
    }

    private static async Task<Results<Created<TokensView>, ProblemHttpResult>> SignUpAsync(
        JsonBody<SignUpRequest> body, SignUp signUp, TokenIssuer tokens, CancellationToken cancellationToken) =>
        (await signUp.RegisterAsync(body.Input, cancellationToken)).TryGet(out var who, out var error)
            ? TypedResults.Created((string?)null, TokensView.From(await tokens.IssueAsync(who with { Method = SignInMethod.Password with { CreatesAccount = true } }, cancellationToken)))
            : Problems.From(error);

    private static async Task<Results<Ok<TokensView>, ProblemHttpResult>> SignInAsync(
        JsonBody<SignInRequest> body, SignIn signIn, TokenIssuer tokens, CancellationToken cancellationToken) =>
        (await signIn.CheckAsync(body.Input, cancellationToken)).TryGet(out var who, out var error)
            ? TypedResults.Ok(TokensView.From(await tokens.IssueAsync(who, cancellationToken)))
            : Problems.From(error);

    private static async Task<Results<Ok<TokensView>, ProblemHttpResult>> RefreshAsync(
        JsonBody<RefreshRequest> body, AttemptLimiter attempts, TokenIssuer tokens, CancellationToken cancellationToken)
    {
        if (attempts.CountToken() is { } wait) return Problems.From(new RequestError.RateLimited(wait));
        if (body.Input.Errors.Any) return Problems.From(new RequestError.Invalid(body.Input.Errors));
        return (await tokens.RefreshAsync(body.Input.Request.RefreshToken!, cancellationToken)).TryGet(out var pair, out var error)
            ? TypedResults.Ok(TokensView.From(pair))
            : Problems.From(error);
    }
}
