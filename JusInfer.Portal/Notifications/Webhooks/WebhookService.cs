using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>Manages the webhooks of a team. Only owners and admins see and change them.</summary>
internal sealed class WebhookService(
    IWebhookStore store, IDeliveryStore deliveries, WebhookSecrets secrets, WebhookOptions options, DeliverySender sender, TimeProvider time)
{
    private static readonly RequestError Forbidden = new RequestError.Forbidden("Only owners and admins of the team see and change its webhooks.");
    private static readonly RequestError NoSuchWebhook = new RequestError.NotFound("There is no such webhook.");
    private static readonly RequestError NoSuchDelivery = new RequestError.NotFound("There is no such delivery. Deliveries are kept for 30 days.");

    public async Task<Result<ImmutableArray<Webhook>, RequestError>> ListAsync(Member actor, CancellationToken cancellationToken) =>
        actor.Role.Manages() ? await store.ListAsync(actor.TeamId, cancellationToken) : Forbidden;

    public async Task<Result<Webhook, RequestError>> FindAsync(Member actor, WebhookId id, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return Forbidden;
        return await store.FindAsync(actor.TeamId, id, cancellationToken) is { } webhook ? webhook : NoSuchWebhook;
    }

    /// <summary>Adds a webhook.</summary>
    public async Task<Result<AddedWebhook, RequestError>> AddAsync(Member actor, Input<WebhookRequest> input, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return Forbidden;
        CheckUrl(input, input.Request.Url);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var (now, secret) = (time.GetUtcNow(), WebhookSignature.NewSecret());
        var webhook = new Webhook
        {
            Id = WebhookId.New(now),
            TeamId = actor.TeamId,
            Url = Normalize(input.Request.Url!),
            Events = Normalize(input.Request.Events),
            Secret = secrets.Protect(secret),
            IsEnabled = input.Request.Enabled ?? true,
            CreatedAt = now,
        };
        return await store.AddAsync(webhook, cancellationToken)
            ? new AddedWebhook(webhook, secret)
            : new RequestError.Conflict($"The team has {Webhook.MaxPerTeam} webhooks, which is the most that it can have. Remove one first.");
    }

    /// <summary>Changes a webhook.</summary>
    public async Task<Result<Webhook, RequestError>> ChangeAsync(Member actor, WebhookId id, Input<WebhookChange> input, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(actor, id, cancellationToken)).TryGet(out var stored, out var error)) return error;
        var change = input.Request;
        if (change.Url is not null) CheckUrl(input, change.Url);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var enabled = change.Enabled ?? stored.IsEnabled;
        var url = change.Url is { } given ? Normalize(given) : stored.Url;

        // What failed at another address, or before a person has enabled the webhook again, does not count.
        var starts = enabled && (!stored.IsEnabled || url != stored.Url);
        var changed = stored with
        {
            Url = url,
            Events = change.Events.HasValue ? Normalize(change.Events.Value) : stored.Events,
            IsEnabled = enabled,
            FailingSince = starts ? null : stored.FailingSince,
            DisabledReason = starts ? null : stored.DisabledReason,
        };
        return await store.UpdateAsync(changed, cancellationToken) ? changed : NoSuchWebhook;
    }

    /// <summary>Removes a webhook with its deliveries.</summary>
    /// <returns>The error; null if it was removed.</returns>
    public async Task<RequestError?> RemoveAsync(Member actor, WebhookId id, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return Forbidden;
        return await store.RemoveAsync(actor.TeamId, id, cancellationToken) ? null : NoSuchWebhook;
    }

    /// <summary>Sends a test, also to a webhook that is disabled. It is sent once.</summary>
    public async Task<Result<WebhookDelivery, RequestError>> TestAsync(Member actor, WebhookId id, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(actor, id, cancellationToken)).TryGet(out var webhook, out var error)) return error;
        var test = WebhookEvents.TestOf(webhook, time.GetUtcNow());
        await deliveries.AddAsync(test, cancellationToken);
        sender.Wake();
        return test;
    }

    /// <summary>The deliveries to a webhook, newest first.</summary>
    public async Task<Result<ImmutableArray<WebhookDelivery>, RequestError>> ListDeliveriesAsync(
        Member actor, WebhookId id, int limit, DeliveryId? after, CancellationToken cancellationToken)
    {
        if ((await FindAsync(actor, id, cancellationToken)).Error is { } error) return error;
        return await deliveries.ListAsync(actor.TeamId, id, limit, after, cancellationToken);
    }

    /// <summary>Sends a delivery again that was delivered or has failed. It keeps its id.</summary>
    public async Task<Result<WebhookDelivery, RequestError>> RepeatAsync(Member actor, WebhookId id, DeliveryId delivery, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(actor, id, cancellationToken)).TryGet(out var webhook, out var error)) return error;
        if (await deliveries.FindAsync(actor.TeamId, id, delivery, cancellationToken) is not { } stored) return NoSuchDelivery;
        if (!webhook.IsEnabled && !stored.IsTest) return new RequestError.Conflict("The webhook is disabled. Enable it first.");
        if (!await deliveries.RepeatAsync(actor.TeamId, id, delivery, time.GetUtcNow(), cancellationToken))
            return new RequestError.Conflict("The delivery is pending: it will be sent anyway.");
        sender.Wake();
        return await deliveries.FindAsync(actor.TeamId, id, delivery, cancellationToken) is { } repeated ? repeated : NoSuchDelivery;
    }

    private void CheckUrl<T>(Input<T> input, string? url)
        where T : class
    {
        if (url?.Trim() is { Length: > 0 and <= WebhookUrl.MaxLength } text && WebhookUrl.FindFault(text, options) is { } fault)
            input.AddError(nameof(WebhookRequest.Url), fault);
    }

    private static string Normalize(string url) => new Uri(url.Trim()).AbsoluteUri;

    private static ImmutableArray<string> Normalize(ImmutableArray<string>? events) => [.. (events ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>A webhook that was added. Only here is the secret in plain text.</summary>
internal sealed record AddedWebhook(Webhook Webhook, Secret Secret);
