using System.Text.Json.Serialization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Api.Views;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Usage.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/refusals</c>: the calls of the caller's team that were rejected before a provider was asked.</summary>
internal static class RefusalsApi
{
    internal static void MapRefusals(this RouteGroupBuilder api) => api.MapGroup("/refusals").WithTags("Usage").MapGet("", ListAsync)
        .WithSummary("List rejected calls")
        .WithDescription("Calls that were rejected before a provider was asked, newest first, for 30 days. They cost nothing. Of a key, a code and a "
            + "minute 20 are listed; repeated counts the others of an earlier minute.");

    private static async Task<Results<Ok<RefusalPageView>, ProblemHttpResult>> ListAsync(
        SignedIn me, QueryParameters<RefusalsQuery> query, IRefusalStore refusals, CancellationToken cancellationToken)
    {
        if (query.Input.Errors.Any) return Problems.Of(new RequestError.Invalid(query.Input.Errors));
        var request = query.Input.Request;
        var limit = request.Limit ?? RequestPageQuery.DefaultLimit;
        var found = await refusals.ListAsync(me.Tenant.Id, limit + 1, request.After, request.Key, request.Code, cancellationToken);
        var page = found.Take(limit).Select(RefusalView.Of).ToArray();
        return TypedResults.Ok(new RefusalPageView(page, found.Length > limit ? page[^1].Id : null));
    }
}

/// <summary>The query string of a page of rejected calls.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record RefusalsQuery
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
