using System.Text.Json.Serialization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/webhooks</c>: the addresses to which the alerts of the caller's team are sent.</summary>
internal static class WebhooksApi
{
    private static readonly ProblemHttpResult NoSuchWebhook = Problems.NotFound("There is no such webhook.");
    private static readonly ProblemHttpResult NoSuchDelivery = Problems.NotFound("There is no such delivery.");

    internal static void MapWebhooks(this RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Alerts").ProducesProblem(StatusCodes.Status403Forbidden);
        webhooks.MapGet("", ListAsync)
            .WithSummary("List webhooks")
            .WithDescription("Oldest first. Owners and admins see and change webhooks.");
        webhooks.MapPost("", AddAsync)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Add a webhook")
            .WithDescription("Events are sent as Standard Webhooks specifies. The field secret contains the signing secret. Only this response contains it. A team has at most 10.");
        webhooks.MapPatch("/{id}", ChangeAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Change a webhook")
            .WithDescription("Fields that are absent keep their value. Deliveries that are pending are sent to the new address.");
        webhooks.MapDelete("/{id}", RemoveAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Remove a webhook")
            .WithDescription("Its deliveries are removed too.");
        webhooks.MapPost("/{id}/test", TestAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Send a test")
            .WithDescription("Sends an event of the type webhook.test once, also if the webhook is disabled. The list of deliveries has the outcome.");
        webhooks.MapGet("/{id}/deliveries", ListDeliveriesAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("List deliveries")
            .WithDescription("What was sent to the webhook and what it answered, newest first, for 30 days.");
        webhooks.MapPost("/{id}/deliveries/{delivery}/redeliver", RedeliverAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Send a delivery again")
            .WithDescription("With the same id and payload, and with all attempts if it fails. A pending delivery is not sent twice: the call fails with 409.");
    }

    private static async Task<Results<Ok<ListView<WebhookView>>, ProblemHttpResult>> ListAsync(SignedIn me, WebhookService webhooks, CancellationToken cancellationToken) =>
        (await webhooks.ListAsync(me.Member, cancellationToken)).TryGet(out var found, out var error)
            ? TypedResults.Ok(new ListView<WebhookView>([.. found.Select(WebhookView.From)]))
            : Problems.From(error);

    private static async Task<Results<Created<WebhookView>, ProblemHttpResult>> AddAsync(
        SignedIn me, JsonBody<WebhookRequest> body, WebhookService webhooks, CancellationToken cancellationToken) =>
        (await webhooks.AddAsync(me.Member, body.Input, cancellationToken)).TryGet(out var added, out var error)
            ? TypedResults.Created($"/v1/webhooks/{added.Webhook.Id}", WebhookView.From(added))
            : Problems.From(error);

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> ChangeAsync(
        string id, SignedIn me, JsonBody<WebhookChange> body, WebhookService webhooks, CancellationToken cancellationToken)
    {
        if (!WebhookId.TryParse(id, out var webhook)) return NoSuchWebhook;
        return (await webhooks.ChangeAsync(me.Member, webhook, body.Input, cancellationToken)).TryGet(out var changed, out var error)
            ? TypedResults.Ok(WebhookView.From(changed))
            : Problems.From(error);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(string id, SignedIn me, WebhookService webhooks, CancellationToken cancellationToken)
    {
        if (!WebhookId.TryParse(id, out var webhook)) return NoSuchWebhook;
        return await webhooks.RemoveAsync(me.Member, webhook, cancellationToken) is { } error ? Problems.From(error) : TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<DeliveryView>, ProblemHttpResult>> TestAsync(
        string id, SignedIn me, WebhookService webhooks, CancellationToken cancellationToken)
    {
        if (!WebhookId.TryParse(id, out var webhook)) return NoSuchWebhook;
        return Accepted(webhook, await webhooks.TestAsync(me.Member, webhook, cancellationToken));
    }

    private static async Task<Results<Ok<DeliveryPageView>, ProblemHttpResult>> ListDeliveriesAsync(
        string id, SignedIn me, QueryParameters<DeliveriesQuery> query, WebhookService webhooks, CancellationToken cancellationToken)
    {
        if (!WebhookId.TryParse(id, out var webhook)) return NoSuchWebhook;
        if (query.Input.Errors.Any) return Problems.From(new RequestError.Invalid(query.Input.Errors));
        var limit = query.Input.Request.Limit ?? DeliveriesQuery.DefaultLimit;
        var result = await webhooks.ListDeliveriesAsync(me.Member, webhook, limit + 1, query.Input.Request.After, cancellationToken);
        if (!result.TryGet(out var found, out var error)) return Problems.From(error);
        var page = found.Take(limit).Select(DeliveryView.From).ToArray();
        return TypedResults.Ok(new DeliveryPageView(page, found.Length > limit ? page[^1].Id : null));
    }

    private static async Task<Results<Accepted<DeliveryView>, ProblemHttpResult>> RedeliverAsync(
        string id, string delivery, SignedIn me, WebhookService webhooks, CancellationToken cancellationToken)
    {
        if (!WebhookId.TryParse(id, out var webhook)) return NoSuchWebhook;
        if (!DeliveryId.TryParse(delivery, out var sent)) return NoSuchDelivery;
        return Accepted(webhook, await webhooks.RepeatAsync(me.Member, webhook, sent, cancellationToken));
    }

    private static Results<Accepted<DeliveryView>, ProblemHttpResult> Accepted(WebhookId webhook, Result<WebhookDelivery, RequestError> result) =>
        result.TryGet(out var delivery, out var error)
            ? TypedResults.Accepted($"/v1/webhooks/{webhook}/deliveries", DeliveryView.From(delivery))
            : Problems.From(error);
}

/// <summary>The query string of a page of deliveries.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record DeliveriesQuery
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>The number of deliveries, 1 to 500; 50 if absent.</summary>
    [WholeNumber(1, MaxLimit)]
    public int? Limit { get; init; }

    /// <summary>The value of next in the previous page.</summary>
    public DeliveryId? After { get; init; }
}
