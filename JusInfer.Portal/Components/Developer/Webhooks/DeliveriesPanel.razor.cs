using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Webhooks;

/// <summary>The log of what was sent to a webhook. While a delivery is pending, it is read again every two seconds.</summary>
public sealed partial class DeliveriesPanel
{
    private const int PageSize = 50;

    private static readonly TimeSpan PendingInterval = TimeSpan.FromSeconds(2);

    private Portal.Notifications.Webhooks.Webhook? webhook;
    private ImmutableArray<WebhookDelivery>? deliveries;
    private string? next;
    private string? fault;
    private string? loaded;
    private ITimer? pendingTimer;

    /// <summary>The id of the webhook.</summary>
    [Parameter, EditorRequired]
    public string Webhook { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? After { get; set; }

    [Inject]
    private WebhookService Service { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (deliveries is not null && loaded != After) await ReloadAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) pendingTimer?.Dispose();
        base.Dispose(disposing);
    }

    private protected override async Task LoadAsync(Member me)
    {
        var requested = loaded = After;
        var id = WebhookId.TryParse(Webhook, out var parsed) ? parsed : default;
        var result = await Service.FindAsync(me, id, Disposed);
        if (!result.TryGet(out webhook, out var error))
        {
            fault = error.Reason;
            return;
        }

        var list = await Service.ListDeliveriesAsync(me, id, PageSize + 1, DeliveryId.TryParse(After, out var after) ? after : null, Disposed);
        if (requested != loaded || !list.TryGet(out var found, out _)) return; // The user has opened another page, or somebody has removed the webhook.
        next = found.Length > PageSize ? found[PageSize - 1].Id.ToString() : null;
        deliveries = [.. found.Take(PageSize)];
        if (found.Any(static delivery => delivery is { Status: DeliveryStatus.Pending, Attempts: 0 })) ReloadLater();
    }

    private static string TagOf(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Delivered => "good",
        DeliveryStatus.Failed => "bad",
        _ => "",
    };

    private static string AttemptsOf(WebhookDelivery delivery) => delivery.Attempts == 1 ? "1 attempt" : $"{delivery.Attempts} attempts";

    private static string AnswerOf(WebhookDelivery delivery) => delivery switch
    {
        { Attempts: 0 } => "–",
        { Error: { } error } => error,
        _ => string.Create(CultureInfo.InvariantCulture, $"{delivery.ResponseStatus} after {delivery.DurationMs} ms"),
    };

    private void ReloadLater()
    {
        pendingTimer?.Dispose();
        pendingTimer = Time.CreateTimer(_ => RequestRefresh(), state: null, PendingInterval, Timeout.InfiniteTimeSpan);
    }

    private async Task TestAsync()
    {
        if (await ReadMemberAsync() is not { } me || webhook is null) return;
        if ((await Service.TestAsync(me, webhook.Id, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess("The test is being sent.");
        await ReloadAsync();
    }

    private async Task RepeatAsync(WebhookDelivery delivery)
    {
        if (await ReadMemberAsync() is not { } me) return;
        if ((await Service.RepeatAsync(me, delivery.WebhookId, delivery.Id, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess("The event is being sent again.");
        await ReloadAsync();
    }
}
