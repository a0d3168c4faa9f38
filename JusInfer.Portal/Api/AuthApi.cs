using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Api.Views;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/auth</c>: accounts in, tokens out. The only part of the control plane that is open to strangers.</summary>
internal static class AuthApi
{
    private static readonly Field Email = new("email", FieldKind.Text, "The account's e-mail address.", Required: true);

    private static readonly Field Invite = new("invite", FieldKind.Secret, "An invitation's token, from the end of its invite_url.");

    private static readonly BodyShape SignUpShape = new(
        Email,
        new Field("password", FieldKind.Secret, "12 to 256 characters, whichever you like.", Required: true),
        new Field("team", FieldKind.Text, "The new team's display name, at most 100 characters."),
        Invite with { Description = Invite.Description + " The account then joins that team and makes none." });

    private static readonly BodyShape LogInShape = new(
        Email,
        new Field("password", FieldKind.Secret, "The account's password.", Required: true),
        Invite with { Description = Invite.Description + " For an account that is in no team." });

    private static readonly BodyShape RefreshShape = new(
        new Field("refresh_token", FieldKind.Secret, "The refresh token of the last answer; it works once.", Required: true));

    internal static void MapAuth(this RouteGroupBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Sign-in").AllowAnonymous();
        auth.MapPost("/signup", SignUpAsync).Takes(SignUpShape).Gives<TokensView>(StatusCodes.Status201Created).MayForbid()
            .Saying("Sign up", "Makes an account and a new team that it owns, or joins the team of an invitation.");
        auth.MapPost("/login", LogInAsync).Takes(LogInShape).Gives<TokensView>().MayForbid()
            .Saying(
                "Sign in",
                "An access token for 15 minutes, a refresh token for 30 days. After five wrong passwords an account rests for "
                + "five minutes.");
        auth.MapPost("/refresh", RefreshAsync).Takes(RefreshShape).Gives<TokensView>()
            .Saying("Refresh", "A new access token, and the next refresh token. A refresh token that comes twice ends its whole sign-in.");
    }

    private static async Task<IResult> SignUpAsync(
        HttpContext http, Body body, SignUp signUp, TokenIssuer tokens, CancellationToken cancellationToken)
    {
        var request = new SignUpRequest
        {
            Email = body.Text("email"),
            Password = body.Secret("password"),
            Team = body.Text("team"),
            Invitation = InvitationOf(body),
            Unreadable = body.Faults,
        };
        return await signUp.RegisterAsync(request, cancellationToken) switch
        {
            SignUpOutcome.Done(var who) =>
                Results.Json(TokensView.Of(await tokens.IssueAsync(who, cancellationToken)), statusCode: StatusCodes.Status201Created),
            SignUpOutcome.Invalid(var faults) => Problems.Invalid(faults),
            SignUpOutcome.Closed(var reason) => Problems.Of(StatusCodes.Status403Forbidden, Problems.Forbidden, reason),
            SignUpOutcome.Throttled(var wait) => Problems.Throttled(http, wait),
            var other => throw new InvalidOperationException($"{other.GetType()} has no answer."),
        };
    }

    private static async Task<IResult> LogInAsync(
        HttpContext http, Body body, SignIn signIn, TokenIssuer tokens, CancellationToken cancellationToken)
    {
        var (email, password, invitation) = (body.Text("email"), body.Secret("password"), InvitationOf(body));
        if (body.Faults.Any) return Problems.Invalid(body.Faults);
        return await signIn.CheckAsync(email!, password, invitation, cancellationToken) switch
        {
            SignInOutcome.Done(var who) => Results.Ok(TokensView.Of(await tokens.IssueAsync(who, cancellationToken))),
            SignInOutcome.NoTeam(var reason) => Problems.Of(StatusCodes.Status403Forbidden, Problems.Forbidden, reason),
            SignInOutcome.Throttled(var wait) => Problems.Throttled(http, wait),
            _ => Problems.Of(StatusCodes.Status401Unauthorized, Problems.Unauthorized, SignInOutcome.Refused.Sentence),
        };
    }

    private static async Task<IResult> RefreshAsync(
        HttpContext http, Body body, AttemptLimiter attempts, TokenIssuer tokens, CancellationToken cancellationToken)
    {
        if (attempts.Count() is { } wait) return Problems.Throttled(http, wait);
        var token = body.Secret("refresh_token");
        if (body.Faults.Any) return Problems.Invalid(body.Faults);
        return await tokens.RefreshAsync(token, cancellationToken) is { } pair
            ? Results.Ok(TokensView.Of(pair))
            : Problems.Of(
                StatusCodes.Status401Unauthorized, Problems.Unauthorized, "This refresh token is unknown, used or expired; sign in again.");
    }

    private static Secret? InvitationOf(Body body) => body.Text("invite") is { } token ? new Secret(token) : null;
}
