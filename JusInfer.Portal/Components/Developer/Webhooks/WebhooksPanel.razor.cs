using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Webhooks;

/// <summary>The team's webhooks: adds, tests, disables and removes them.</summary>
public sealed partial class WebhooksPanel
{
    private ImmutableArray<Webhook>? webhooks;
    private DataTable list = default!;

    [Inject]
    private WebhookService Service { get; set; } = default!;

    private protected override async Task LoadAsync(Member me)
    {
        if ((await Service.ListAsync(me, Disposed)).TryGet(out var found, out _)) webhooks = found;
    }

    private static string PathOf(Webhook webhook) => $"/developer/webhooks/{webhook.Id}";

    private static string StatusOf(Webhook webhook) => !webhook.IsEnabled ? "disabled" : webhook.FailingSince is null ? "enabled" : "failing";

    private static string EventsOf(Webhook webhook) => webhook.Events.IsEmpty ? "All" : string.Join(", ", webhook.Events);

    private async Task AddAsync()
    {
        if (await Dialogs.OpenAsync<WebhookDialog, bool>("Add a webhook")) await ReloadAsync();
    }

    private async Task TestAsync(Webhook webhook)
    {
        if (await ReadMemberAsync() is not { } me) return;
        if ((await Service.TestAsync(me, webhook.Id, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Navigation.NavigateTo(PathOf(webhook));
    }

    private async Task SwitchAsync(Webhook webhook)
    {
        if (await ReadMemberAsync() is not { } me) return;
        if ((await Service.ChangeAsync(me, webhook.Id, new WebhookChange { Enabled = !webhook.IsEnabled }, Disposed)).Error is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess(webhook.IsEnabled ? "The webhook is disabled." : "The webhook is enabled.");
        await ReloadAsync();
    }

    private async Task RemoveAsync(Webhook webhook)
    {
        var removed = await ConfirmAsync(
            $"Remove {webhook.Origin}?",
            "Alerts are no longer sent there, and the log of its deliveries is deleted.",
            "Remove webhook",
            me => Service.RemoveAsync(me, webhook.Id, CancellationToken.None));
        if (removed) Dialogs.NotifySuccess("The webhook was removed.");
        await ReloadAsync();
        if (removed && webhooks is { IsEmpty: false }) await list.FocusAsync(); // The focused button was removed from the page.
    }
}
