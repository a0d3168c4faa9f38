using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Spending.Wallet;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/operator</c>: all teams of the installation. Only operators may call it.</summary>
internal static class OperatorApi
{
    internal static void MapOperator(this RouteGroupBuilder api)
    {
        var teams = api.MapGroup("/operator/tenants").WithTags("Operator");
        teams.MapGet("", ListAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("List teams")
            .WithDescription("All teams of the installation with their wallets, oldest first.");
        teams.MapPatch("/{id}", ChangeAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Change how a team pays")
            .WithDescription("Makes a team prepaid or postpaid. Takes effect within one second.");
        teams.MapPost("/{id}/resume", ResumeAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Resume a paused team")
            .WithDescription(
                "Ends the pause of a team whose calls cost much that none of its limits covers. Takes effect within one second.");
        var nodes = api.MapGroup("/operator/nodes").WithTags("Operator");
        nodes.MapGet("", ListNodesAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("List nodes")
            .WithDescription("The processes that share the database, with what differs between them. A silent node has not reported for a minute.");
        nodes.MapDelete("/{id}", WriteOffAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Write off a node")
            .WithDescription("Ends the leases of a silent node whose journal is lost. A running node cannot be written off.");
    }

    private static async Task<Results<Ok<NodeListView>, ProblemHttpResult>> ListNodesAsync(SignedIn me, INodeStore nodes, CancellationToken cancellationToken)
    {
        if (!me.IsOperator) return Problems.OnlyOperator;
        var list = await nodes.ListAsync(cancellationToken);
        return TypedResults.Ok(new NodeListView([.. list.Nodes.Select(node => NodeView.From(node, list.At))], NodeDifferences.Find(list)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> WriteOffAsync(string id, SignedIn me, NodeWriteOff writeOff, CancellationToken cancellationToken)
    {
        if (!me.IsOperator) return Problems.OnlyOperator;
        if (!Guid.TryParseExact(id, "N", out var node)) return Problems.NotFound("There is no such node.");
        return await writeOff.WriteOffAsync(me.UserId, node, cancellationToken) is { } error ? Problems.From(error) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<TeamWalletPageView>, ProblemHttpResult>> ListAsync(
        SignedIn me, QueryParameters<TeamQuery> query, IWalletStore wallets, PausedTeams paused, CancellationToken cancellationToken)
    {
        if (!me.IsOperator) return Problems.OnlyOperator;
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));
        var limit = query.Input.Request.Limit ?? TeamQuery.DefaultLimit;
        var teams = await wallets.ListTeamsAsync(limit + 1, query.Input.Request.After, cancellationToken);
        var next = teams.Length > limit ? teams[limit - 1].Id.ToString() : null;
        var pauses = await paused.ListAsync(cancellationToken);
        var page = teams.Take(limit).Select(team => TeamWalletView.From(team, pauses.GetValueOrDefault(team.Id)));
        return TypedResults.Ok(new TeamWalletPageView([.. page], next));
    }

    private static async Task<Results<Ok<TeamWalletView>, ProblemHttpResult>> ChangeAsync(
        string id, SignedIn me, JsonBody<WalletChange> body, WalletService wallets, PausedTeams paused,
        CancellationToken cancellationToken) =>
        (await wallets.ChangeAsync(me.UserId, id, body.Input, cancellationToken)).TryGet(out var team, out var error)
            ? TypedResults.Ok(TeamWalletView.From(team, (await paused.ListAsync(cancellationToken)).GetValueOrDefault(team.Id)))
            : Problems.From(error);

    private static async Task<Results<Ok<TeamWalletView>, ProblemHttpResult>> ResumeAsync(
        string id, SignedIn me, PauseService pauses, CancellationToken cancellationToken) =>
        (await pauses.ResumeTeamAsync(me.UserId, id, cancellationToken)).TryGet(out var team, out var error)
            ? TypedResults.Ok(TeamWalletView.From(team, pause: null))
            : Problems.From(error);
}
