using System.Text.Json.Serialization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/refusals</c>: the calls of the caller's team that were rejected before a provider was asked.</summary>
internal static class RejectionsApi
{
    internal static void MapRejections(this RouteGroupBuilder api) => api.MapGroup("/refusals").WithTags("Usage").MapGet("", ListAsync)
        .WithSummary("List rejected calls")
        .WithDescription("Calls that were rejected before a provider was asked, newest first, for 30 days. They cost nothing. Of a key, a code and a "
            + "minute 20 are listed; repeated counts the others of an earlier minute. A page compares at most 20,000 rejected calls with the filters: "
            + "it can have fewer than its limit although next is not null, and scanned_to is then the last one compared.");

    private static async Task<Results<Ok<RejectedCallsView>, ProblemHttpResult>> ListAsync(
        SignedIn me, QueryParameters<RejectionsQuery> query, IRejectionStore rejections, CancellationToken cancellationToken)
    {
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));
        var request = query.Input.Request;
        var filter = new RejectionFilter
        {
            Team = me.Team.Id,
            Limit = request.Limit ?? RequestPageQuery.DefaultLimit,
            After = request.After,
            Key = request.Key,
            Code = request.Code,
        };
        var page = await rejections.ListAsync(filter, cancellationToken);
        return TypedResults.Ok(new RejectedCallsView(
            [.. page.Rejections.Select(RejectedCallView.From)], page.Next?.ToString(), page.ScannedTo?.ToString()));
    }
}

/// <summary>The query string of a page of rejected calls.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record RejectionsQuery
{
    /// <summary>The number of calls, 1 to 500; 50 if absent.</summary>
    [WholeNumber(1, RequestPageQuery.MaxLimit)]
    public int? Limit { get; init; }

    /// <summary>The value of next in the previous page.</summary>
    public RequestId? After { get; init; }

    /// <summary>Only calls with this key: its id.</summary>
    public KeyId? Key { get; init; }

    /// <summary>Only calls with this error code, for example CAP_REACHED.</summary>
    [ShortText(64)]
    public string? Code { get; init; }
}
