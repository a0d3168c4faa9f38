using Bunit;
using JusInfer.Portal.Components.Developer.Webhooks;
using JusInfer.Portal.Notifications.Webhooks;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The pages of webhooks and their deliveries.</summary>
public sealed class WebhooksPanelTests : PanelTestContext
{
    private readonly IWebhookStore store = Substitute.For<IWebhookStore>();
    private readonly IDeliveryStore deliveries = Substitute.For<IDeliveryStore>();
    private readonly Webhook webhook;

    public WebhooksPanelTests()
    {
        Services.AddLogging().AddDataProtection();
        Services.AddSingleton(store).AddSingleton(deliveries).AddSingleton(new Signal<Portal.Notifications.Alerts.AlertRaised>()).AddWebhooks(new WebhookOptions());
        webhook = new Webhook
        {
            Id = WebhookId.New(Time.GetUtcNow()),
            TeamId = Team.Team.Id,
            Url = "https://example.com/hooks",
            Secret = [],
            IsEnabled = true,
            CreatedAt = Time.GetUtcNow(),
        };
        Returns(webhook);
        ReturnsDeliveries();
        store.FindAsync(Team.Team.Id, webhook.Id, Arg.Any<CancellationToken>()).Returns(webhook);
    }

    [Fact]
    public void Without_webhooks_the_page_says_what_they_are_for()
    {
        Returns();

        Render<WebhooksPanel>().Find(".empty").TextContent.ShouldContain("receives alerts as JSON");
    }

    [Fact]
    public void A_webhook_is_listed_with_its_state()
    {
        Returns(
            webhook, webhook with { Id = WebhookId.New(Time.GetUtcNow()), FailingSince = Time.GetUtcNow(), Events = ["alert.paused"] },
            webhook with { Id = WebhookId.New(Time.GetUtcNow()), IsEnabled = false, DisabledReason = "Its receiver answered 410 Gone." });

        var rows = Render<WebhooksPanel>().FindAll("tbody tr");

        rows.Select(static row => row.QuerySelector(".tag")!.TextContent).ShouldBe(["enabled", "failing", "disabled"]);
        rows[1].TextContent.ShouldContain("alert.paused");
        rows[2].TextContent.ShouldContain("Its receiver answered 410 Gone.");
        rows[2].TextContent.ShouldContain("Enable");
    }

    [Fact]
    public async Task Members_who_do_not_manage_the_team_see_nothing_of_it()
    {
        SignIn(Team.Member);

        Render<WebhooksPanel>().Find(".empty").TextContent.ShouldContain("Only owners and admins");
        Render<DeliveriesPanel>(panel => panel.Add(each => each.Webhook, webhook.Id.ToString())).Find(".empty").TextContent.ShouldContain("Only owners and admins");

        await store.DidNotReceiveWithAnyArgs().ListAsync(default, default);
    }

    [Fact]
    public async Task A_disabled_webhook_can_be_enabled()
    {
        var disabled = webhook with { IsEnabled = false, DisabledReason = "It failed.", FailingSince = Time.GetUtcNow() };
        Returns(disabled);
        store.FindAsync(Team.Team.Id, webhook.Id, Arg.Any<CancellationToken>()).Returns(disabled);
        store.UpdateAsync(Arg.Any<Webhook>(), Arg.Any<CancellationToken>()).Returns(true);

        await Render<WebhooksPanel>().Find("button[aria-label^=Enable]").ClickAsync(new());

        await store.Received().UpdateAsync(Arg.Is<Webhook>(changed => changed.IsEnabled && changed.DisabledReason == null && changed.FailingSince == null), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_test_opens_the_log_of_deliveries()
    {
        await Render<WebhooksPanel>().Find("button[aria-label^='Send test']").ClickAsync(new());

        await deliveries.Received().AddAsync(Arg.Is<WebhookDelivery>(delivery => delivery.IsTest && delivery.WebhookId == webhook.Id), Arg.Any<CancellationToken>());
        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith($"/developer/webhooks/{webhook.Id}");
    }

    [Fact]
    public async Task A_delivery_is_listed_with_its_answer_and_can_be_sent_again()
    {
        var failed = WebhookEvents.TestOf(webhook, Time.GetUtcNow()) with
        {
            Status = DeliveryStatus.Failed,
            NextAttemptAt = null,
            Attempts = 1,
            ResponseStatus = 500,
            ResponseBody = "<b>no</b>",
            Error = "The receiver answered 500.",
        };
        ReturnsDeliveries(failed);
        deliveries.FindAsync(Team.Team.Id, webhook.Id, failed.Id, Arg.Any<CancellationToken>()).Returns(failed);
        deliveries.RepeatAsync(Team.Team.Id, webhook.Id, failed.Id, Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(true);

        var panel = Render<DeliveriesPanel>(parameters => parameters.Add(each => each.Webhook, webhook.Id.ToString()));

        var row = panel.Find("tbody tr");
        row.QuerySelector(".tag")!.TextContent.ShouldBe("failed");
        row.TextContent.ShouldContain("The receiver answered 500.");
        row.TextContent.ShouldContain("<b>no</b>");
        row.TextContent.ShouldContain("This is a test of the webhook.");
        await panel.Find("tbody button").ClickAsync(new());
        await deliveries.Received().RepeatAsync(Team.Team.Id, webhook.Id, failed.Id, Time.GetUtcNow(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public void A_pending_delivery_is_read_again_after_two_seconds()
    {
        var pending = WebhookEvents.TestOf(webhook, Time.GetUtcNow());
        ReturnsDeliveries(pending);
        var panel = Render<DeliveriesPanel>(parameters => parameters.Add(each => each.Webhook, webhook.Id.ToString()));
        panel.Find("tbody .tag").TextContent.ShouldBe("pending");
        panel.FindAll("tbody button").ShouldBeEmpty();
        ReturnsDeliveries(pending with { Status = DeliveryStatus.Delivered, Attempts = 1, ResponseStatus = 204, DurationMs = 12, NextAttemptAt = null });

        Time.Advance(TimeSpan.FromSeconds(2));

        panel.WaitForAssertion(() => panel.Find("tbody .tag").TextContent.ShouldBe("delivered"));
        panel.Find("tbody tr").TextContent.ShouldContain("204 after 12 ms");
    }

    [Fact]
    public void An_unknown_webhook_has_no_log() =>
        Render<DeliveriesPanel>(parameters => parameters.Add(each => each.Webhook, "whk_nothing")).Find(".empty").TextContent.ShouldContain("There is no such webhook.");

    private void Returns(params Webhook[] webhooks) => store.ListAsync(Team.Team.Id, Arg.Any<CancellationToken>()).Returns([.. webhooks]);

    private void ReturnsDeliveries(params WebhookDelivery[] all) => deliveries
        .ListAsync(Team.Team.Id, webhook.Id, Arg.Any<int>(), Arg.Any<DeliveryId?>(), Arg.Any<CancellationToken>()).Returns([.. all]);
}
