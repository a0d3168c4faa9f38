using System.Text.Json.Serialization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using JusInfer.Portal.Usage.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/runs</c>: the agent runs of the caller's team.</summary>
internal static class RunsApi
{
    private static readonly ProblemHttpResult NoSuchRun = Problems.NotFound("There is no such run.");

    internal static void MapRuns(this RouteGroupBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("", ListAsync)
            .AllowKeys()
            .WithSummary("List runs")
            .WithDescription("Agent runs, which are the calls that name the same session. Those with the newest last call come first. A page "
                + "compares at most 20,000 runs with the filters: it can have fewer runs than its limit although next is not null, and scanned_to is "
                + "then the last run compared.");
        runs.MapGet("/{session}", FindAsync)
            .AllowKeys()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Get a run tree")
            .WithDescription("A run with its cost, its calls and the runs that it started. At most 200 runs and, of each, the last 200 calls are "
                + "listed; truncated and requests_truncated say if there are more.");
        runs.MapPost("/{session}/resume", ResumeAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Resume a run")
            .WithDescription("Ends the pause of a run that runaway protection has paused. The member whose key made its calls may, and owners and "
                + "admins. Resuming a run that is not paused succeeds.");
    }

    private static async Task<Results<Ok<RunPageView>, ProblemHttpResult>> ListAsync(
        SignedIn me, QueryParameters<RunsQuery> query, IRunQueries runs, PauseCache pauses, CancellationToken cancellationToken)
    {
        var request = query.Input.Request;
        var after = RunCursor.Parse(request.After);
        if (request.After is not null && after is null) query.Input.AddError(nameof(RunsQuery.After), "{0} must be the value of next in the previous page.");
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));

        var filter = new RunFilter
        {
            Team = me.Team.Id,
            Limit = request.Limit ?? RequestPageQuery.DefaultLimit,
            After = after,
            Key = request.Key,
            Member = request.Member,
        };
        var page = await runs.ListAsync(filter, cancellationToken);
        var paused = await pauses.GetAsync(me.Team.Id, cancellationToken);
        return TypedResults.Ok(new RunPageView(
            [.. page.Runs.Select(run => RunView.From(run, paused))], page.Next?.ToString(), page.ScannedTo?.ToString()));
    }

    private static async Task<Results<Ok<RunTreeView>, ProblemHttpResult>> FindAsync(
        string session, SignedIn me, IRunQueries runs, IRunBudgetStore budgets, PauseCache pauses, IFeedbackStore feedback, CancellationToken cancellationToken)
    {
        var name = RunPath.RunIdOf(session);
        if (await runs.FindTreeAsync(me.Team.Id, name, cancellationToken) is not { } tree) return NoSuchRun;
        var budget = await budgets.FindAsync(me.Team.Id, tree.Root.Run.Root ?? name, cancellationToken);
        var reports = await feedback.ListAsync(me.Team.Id, FeedbackSubject.Session, name, cancellationToken);
        var access = ProviderErrorAccess.Of(me.Member, me.IsOperator);
        return TypedResults.Ok(RunTreeView.From(tree, access, budget, await pauses.GetAsync(me.Team.Id, cancellationToken), reports));
    }

    private static async Task<Results<Ok<RunView>, ProblemHttpResult>> ResumeAsync(
        string session, SignedIn me, PauseService service, PauseCache pauses, CancellationToken cancellationToken) =>
        (await service.ResumeAsync(me.Member, RunPath.RunIdOf(session), cancellationToken)).TryGet(out var run, out var error)
            ? TypedResults.Ok(RunView.From(run, await pauses.GetAsync(me.Team.Id, cancellationToken)))
            : Problems.From(error);
}

/// <summary>The query string of a page of runs.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record RunsQuery
{
    /// <summary>The number of runs, 1 to 500; 50 if absent.</summary>
    [WholeNumber(1, RequestPageQuery.MaxLimit)]
    public int? Limit { get; init; }

    /// <summary>The value of next in the previous page.</summary>
    public string? After { get; init; }

    /// <summary>Only runs whose first call used this key: its id.</summary>
    public KeyId? Key { get; init; }

    /// <summary>Only runs whose first call was of this member: their id.</summary>
    public MemberId? Member { get; init; }
}
