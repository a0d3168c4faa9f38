using System.Security.Claims;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/auth/teams</c>: the caller's teams. All other calls concern the one team that the access token is for.</summary>
internal static class TeamsApi
{
    internal static void MapTeams(this RouteGroupBuilder api)
    {
        var teams = api.MapGroup("/auth/teams").WithTags("Sign-in");
        teams.MapGet("/", ListAsync)
            .WithSummary("List your teams")
            .WithDescription("The oldest membership first; current marks the team that the access token is for.");
        teams.MapPost("/", AddAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Create or join a team")
            .WithDescription("Creates a team that you own, or joins the team of an invitation. The access token stays one for its team.");
        teams.MapPost("/{id}/tokens", IssueAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Get tokens for another team")
            .WithDescription("Starts a session for another of your teams, and returns its tokens. The session of this call and its tokens stay as they are.");
    }

    private static async Task<Ok<ListView<MembershipView>>> ListAsync(ClaimsPrincipal me, SignedIn who, TeamMemberships teams, CancellationToken cancellationToken)
    {
        var own = await teams.ListAsync(Of(me).User, cancellationToken);
        return TypedResults.Ok(new ListView<MembershipView>([.. own.Select(team => MembershipView.From(team, who.Team.Id))]));
    }

    private static async Task<Results<Created<MembershipView>, ProblemHttpResult>> AddAsync(
        ClaimsPrincipal me, SignedIn who, JsonBody<TeamRequest> body, TeamMemberships teams, CancellationToken cancellationToken)
    {
        var (user, input) = (Of(me).User, body.Input);
        if (input.Request is { Invite: not null, Name: not null } or { Invite: null, Name: null }) input.AddError(nameof(TeamRequest.Name), "Send either {0} or invite.");
        if (input.Errors.Any) return Problems.From(new RequestError.Invalid(input.Errors));
        var added = input.Request.Invite is { } invite
            ? await teams.JoinAsync(user, invite, cancellationToken)
            : await teams.CreateAsync(user, input.Request.Name!, cancellationToken);
        if (!added.TryGet(out var id, out var error)) return Problems.From(error);
        var team = (await teams.ListAsync(user, cancellationToken)).FirstOrDefault(own => own.Team.Id == id);
        return team is null
            ? Problems.NotFound(TeamMemberships.NotMember)
            : TypedResults.Created((string?)null, MembershipView.From(team, who.Team.Id));
    }

    private static async Task<Results<Ok<TokensView>, ProblemHttpResult>> IssueAsync(string id, ClaimsPrincipal me, TokenIssuer tokens, CancellationToken cancellationToken) =>
        (await tokens.IssueAsync(Of(me), id, cancellationToken)).TryGet(out var pair, out var error) ? TypedResults.Ok(TokensView.From(pair)) : Problems.From(error);

    private static SignInClaims Of(ClaimsPrincipal me) =>
        SignInClaims.From(me) ?? throw new InvalidOperationException("The access token handler sets the session.");
}
