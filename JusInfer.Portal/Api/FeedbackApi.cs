using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/feedback</c>: whether calls and runs did their work. <c>/v1/usage/completion</c>: how many did with and without routing.</summary>
internal static class FeedbackApi
{
    internal static void MapFeedback(this RouteGroupBuilder api)
    {
        api.MapPost("/feedback", ReportAsync)
            .WithTags("Runs")
            .AllowKeys(KeyScope.All)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Report an outcome")
            .WithDescription("Whether a call (request_id) or a run (session) did its work. A second report of the same caller replaces the first. Members report on "
                + "their own calls and runs, owners and admins on all of the team, and a key that calls models on those of its member or, as a service key, its own.");
        api.MapGet("/usage/completion", CompareAsync)
            .WithTags("Usage")
            .AllowKeys()
            .WithSummary("Compare completed tasks")
            .WithDescription("The share of reported tasks that were completed, of routed sessions and of the control group, and their difference with its 95 percent "
                + "confidence interval. A task is a session, or a call without one. The difference is null while a group has fewer than 30 reported tasks.");
    }

    private static async Task<Results<Ok<CompletionView>, ProblemHttpResult>> CompareAsync(
        SignedIn me, QueryParameters<CompletionQuery> query, CompletionReader completions, TimeProvider time, CancellationToken cancellationToken)
    {
        var window = UsageApi.WindowOf(me.Team.Id, query.Input, time.GetUtcNow());
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));
        return TypedResults.Ok(CompletionView.Create(window, await completions.ReadAsync(me.Team.Id, window.From, window.To, cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReportAsync(
        SignedIn me, JsonBody<FeedbackRequest> body, FeedbackService feedback, CancellationToken cancellationToken) =>
        await feedback.ReportAsync(me.Member, me.Key?.Id, body.Input, cancellationToken) is { } error ? Problems.From(error) : TypedResults.NoContent();
}
