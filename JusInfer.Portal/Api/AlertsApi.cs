using System.Text.Json.Serialization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/alerts</c>: what a person of the caller's team should know.</summary>
internal static class AlertsApi
{
    internal static void MapAlerts(this RouteGroupBuilder api) => api.MapGroup("/alerts").WithTags("Alerts").MapGet("", ListAsync)
        .WithSummary("List alerts")
        .WithDescription("Newest first, for 90 days: budgets that are used by 50, 80 or 100 percent or will be exceeded, a low wallet, unusual spend, failing calls, "
            + "expiring keys, paused runs and keys and a paused team, disabled webhooks, and for operators providers that are down. Each is raised once per occasion. Owners, admins and "
            + "billing see all of the team, others those about budgets that apply to everyone and about their own keys and caps.");

    private static async Task<Results<Ok<AlertPageView>, ProblemHttpResult>> ListAsync(
        SignedIn me, QueryParameters<AlertsQuery> query, IAlertStore alerts, CancellationToken cancellationToken)
    {
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));
        var limit = query.Input.Request.Limit ?? AlertsQuery.DefaultLimit;
        var found = await alerts.ListAsync(AlertFilter.VisibleTo(me.Member, limit + 1, query.Input.Request.After), cancellationToken);
        var page = found.Take(limit).Select(AlertView.From).ToArray();
        return TypedResults.Ok(new AlertPageView(page, found.Length > limit ? page[^1].Id : null));
    }
}

/// <summary>The query string of a page of alerts.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record AlertsQuery
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>The number of alerts, 1 to 500; 50 if absent.</summary>
    [WholeNumber(1, MaxLimit)]
    public int? Limit { get; init; }

    /// <summary>The value of next in the previous page.</summary>
    public AlertId? After { get; init; }
}
