using System.Text.Json;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Notifications.Webhooks;

/// <summary>Webhooks are sent to a server on a socket.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;
    private WebhookReceiver receiver = default!;
    private TeamId team;
    private WebhookId webhook;
    private string secret = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IDeliveryStore Deliveries => host.Services.GetRequiredService<IDeliveryStore>();

    private DeliverySender Sender => host.Services.GetRequiredService<DeliverySender>();

    public async ValueTask InitializeAsync()
    {
        receiver = await WebhookReceiver.StartAsync();
        host = await ControlPlaneHost.StartAsync(("Webhooks:AllowPrivateAddresses", "true"));
        ada = await host.SignUpAsync();
        team = TeamId.Parse((await ada.GetAsync("/v1/tenant")).Text("id"), null);
        var added = await ada.PostAsync("/v1/webhooks", new { url = receiver.Url });
        added.ShouldBe(201);
        (webhook, secret) = (WebhookId.Parse(added.Text("id"), null), added.Text("secret"));
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null) await host.DisposeAsync();
        if (receiver is not null) await receiver.DisposeAsync();
    }

    [Fact]
    public async Task An_alert_is_sent_signed_with_the_fields_of_the_API()
    {
        await RaiseAsync("Ünïcødé \"run\"");

        var delivery = await EndAsync();

        delivery.Status.ShouldBe(DeliveryStatus.Delivered);
        var sent = receiver.Received.ShouldHaveSingleItem();
        (sent.Method, sent.Path, sent.ContentType, sent.Id).ShouldBe(("POST", "/hooks/PLANTED", "application/json", delivery.Id.ToString()));
        sent.At.ShouldBe(host.Time.GetUtcNow());
        sent.IsSignedWith(secret).ShouldBeTrue();
        (sent with { Body = sent.Body + " " }).IsSignedWith(secret).ShouldBeFalse();
        var body = JsonElement.Parse(sent.Body);
        (body.GetProperty("type").GetString(), body.GetProperty("timestamp").GetDateTimeOffset()).ShouldBe(("alert.budget_threshold", host.Time.GetUtcNow()));
        var listed = (await ada.GetAsync("/v1/alerts")).Json.GetProperty("data")[0];
        foreach (var field in listed.EnumerateObject().Where(static field => field.Name != "at"))
            JsonElement.DeepEquals(body.GetProperty("data").GetProperty(field.Name), field.Value).ShouldBeTrue(field.Name);
        body.GetProperty("data").GetProperty("at").GetDateTimeOffset().ShouldBe(listed.GetProperty("at").GetDateTimeOffset());
        sent.HeaderNames.Order(StringComparer.OrdinalIgnoreCase)
            .ShouldBe(["Content-Length", "Content-Type", "Host", "User-Agent", "webhook-id", "webhook-signature", "webhook-timestamp"]);
    }

    [Fact]
    public async Task A_failed_delivery_is_sent_again_with_the_same_id_and_a_new_timestamp()
    {
        receiver.AnswerWith(500, new string('x', 5_000));
        await RaiseAsync("one");
        var failed = await AttemptAsync(1);
        (failed.Status, failed.ResponseStatus, failed.Error).ShouldBe((DeliveryStatus.Pending, 500, "The receiver answered 500."));
        failed.ResponseBody.ShouldBe(new string('x', 2_048));
        receiver.AnswerWith(200, "thanks");

        host.Time.Advance(TimeSpan.FromSeconds(5.5));
        var delivered = await AttemptAsync(2);

        (delivered.Status, delivered.ResponseBody, delivered.Error, delivered.NextAttemptAt).ShouldBe((DeliveryStatus.Delivered, "thanks", null, null));
        receiver.Received.Select(static sent => sent.Id).Distinct().ShouldHaveSingleItem();
        receiver.Received[1].At.ShouldBeGreaterThan(receiver.Received[0].At.AddSeconds(4));
        receiver.Received.ShouldAllBe(sent => sent.IsSignedWith(secret));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(307, location: elsewhere.Url);
        await RaiseAsync("one");

        (await AttemptAsync(1)).Error.ShouldBe("The receiver answered 307. Redirects are not followed: enter the final address.");

        elsewhere.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_response_that_does_not_end_counts_by_its_status()
    {
        receiver.Answer = static async http =>
        {
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        };
        using var responses = new ReceivedHeads(new Uri(receiver.Url).Port);
        await RaiseAsync("one");
        Sender.Wake();
        await responses.First;

        host.Time.Advance(TimeSpan.FromSeconds(10));

        (await AttemptAsync(1)).Status.ShouldBe(DeliveryStatus.Delivered);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_within_ten_seconds_is_called_again()
    {
        receiver.Answer = static http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await RaiseAsync("one");
        Sender.Wake();
        await receiver.WaitForAsync(1);

        host.Time.Advance(TimeSpan.FromSeconds(10));

        var failed = await AttemptAsync(1);
        (failed.Status, failed.Error).ShouldBe((DeliveryStatus.Pending, "The receiver did not answer within 10 seconds."));
    }

    [Fact]
    public async Task A_slow_receiver_does_not_delay_another_webhook()
    {
        await using var other = await WebhookReceiver.StartAsync();
        (await ada.PostAsync("/v1/webhooks", new { url = other.Url })).ShouldBe(201);
        receiver.Answer = static http => Task.Delay(Timeout.Infinite, http.RequestAborted);
        for (var number = 0; number < 5; number++) await RaiseAsync($"{number}");

        Sender.Wake();
        await other.WaitForAsync(5);
        await receiver.WaitForAsync(1);

        receiver.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_ten_failed_attempts_in_three_days_the_webhook_is_disabled_and_an_alert_says_so()
    {
        receiver.AnswerWith(503);
        await RaiseAsync("one");

        var delivery = await EndAsync();

        (delivery.Status, delivery.Attempts).ShouldBe((DeliveryStatus.Failed, 10));
        var stored = await UntilAsync(FindWebhookAsync, static webhook => !webhook.IsEnabled);
        stored.DisabledReason.ShouldBe("Every attempt has failed for 3 days. The receiver answered 503.");
        var alerts = await host.Services.GetRequiredService<IAlertStore>().ListAsync(new AlertFilter { Team = team, Limit = 9 }, Cancellation);
        alerts[0].Message.ShouldBe($"The webhook at {stored.Origin} is disabled. {stored.DisabledReason}");
        alerts[0].Rule.ShouldBe(AlertRule.WebhookDisabled);
        host.Logs.Lines.ShouldNotContain(static line => line.Contains("PLANTED", StringComparison.Ordinal));
        host.Logs.Lines.ShouldNotContain(line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_disabled_at_once()
    {
        receiver.AnswerWith(410);
        await RaiseAsync("one");

        (await EndAsync()).Attempts.ShouldBe(1);

        (await UntilAsync(FindWebhookAsync, static webhook => !webhook.IsEnabled)).DisabledReason.ShouldBe("Its receiver answered 410 Gone.");
    }

    [Fact]
    public async Task A_test_is_sent_once_also_if_the_webhook_is_disabled_and_alerts_are_not()
    {
        receiver.AnswerWith(500);
        await RaiseAsync("one");
        await AttemptAsync(1);
        (await ada.PatchAsync($"/v1/webhooks/{webhook}", new { enabled = false })).ShouldBe(200);
        host.Time.Advance(TimeSpan.FromSeconds(6));
        (await EndAsync()).Error.ShouldBe("The webhook was disabled.");

        var test = await ada.PostAsync($"/v1/webhooks/{webhook}/test", new { });
        test.ShouldBe(202);
        var sent = await EndAsync();

        (sent.Id.ToString(), sent.Status, sent.Attempts, sent.Type).ShouldBe((test.Text("id"), DeliveryStatus.Failed, 1, "webhook.test"));
        receiver.Received.Count.ShouldBe(2);
        receiver.Received[1].Body.ShouldContain("This is a test of the webhook.");
    }

    [Fact]
    public async Task A_delivery_is_sent_again_on_request_and_only_after_it_has_ended()
    {
        receiver.AnswerWith(500);
        await RaiseAsync("one");
        var pending = await AttemptAsync(1);
        var path = $"/v1/webhooks/{webhook}/deliveries/{pending.Id}/redeliver";
        (await ada.PostAsync(path, new { })).ShouldBe(409, "CONFLICT");
        receiver.AnswerWith(204);
        host.Time.Advance(TimeSpan.FromSeconds(6));
        (await EndAsync()).Status.ShouldBe(DeliveryStatus.Delivered);

        (await ada.PostAsync(path, new { })).ShouldBe(202);

        (await AttemptAsync(3)).Status.ShouldBe(DeliveryStatus.Delivered);
        receiver.Received.Select(static sent => sent.Id).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_receiver_that_cannot_be_reached_has_failed()
    {
        await receiver.DisposeAsync();
        await RaiseAsync("one");

        (await AttemptAsync(1)).Error.ShouldBe("The connection failed (ConnectionRefused).");
    }

    [Fact]
    public async Task A_host_name_with_a_private_address_is_refused_when_connecting()
    {
        using var client = new DeliveryClient(new WebhookOptions(), TimeProvider.System);
        var url = receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        var outcome = await client.SendAsync(url, new Secret(secret), DeliveryId.New(host.Time.GetUtcNow()), "{}", Cancellation);

        outcome.Error.ShouldStartWith("The host has only private addresses.");
        receiver.Received.ShouldBeEmpty();
    }

    private async Task RaiseAsync(string subject)
    {
        var alert = Alert.Create(
            team, host.Time.GetUtcNow(), AlertRule.BudgetThreshold, subject, "2026-11/50", "It is used by 50 percent.");
        (await host.Services.GetRequiredService<IAlertStore>().AddAsync([alert], Cancellation)).Length.ShouldBe(1);
    }

    /// <summary>Waits until the newest delivery has been attempted so often.</summary>
    private Task<WebhookDelivery> AttemptAsync(int attempts) => UntilAsync(FindNewestAsync, delivery => delivery.Attempts >= attempts);

    /// <summary>Advances the clock from attempt to attempt until the newest delivery has ended.</summary>
    private async Task<WebhookDelivery> EndAsync()
    {
        for (var delivery = await FindNewestAsync(); ;)
        {
            if (delivery.Status is not DeliveryStatus.Pending) return delivery;
            var rest = delivery.NextAttemptAt!.Value - host.Time.GetUtcNow();
            if (rest > TimeSpan.Zero && !IsLease(rest)) host.Time.Advance(rest);
            delivery = await AttemptAsync(delivery.Attempts + 1);
        }
    }

    /// <summary>The delivery is being sent. No delay of a retry is between these.</summary>
    private static bool IsLease(TimeSpan rest) => rest > TimeSpan.FromSeconds(6) && rest <= TimeSpan.FromMinutes(1);

    private async Task<WebhookDelivery> FindNewestAsync() => (await Deliveries.ListAsync(team, webhook, 1, after: null, Cancellation)).Single();

    private async Task<Webhook> FindWebhookAsync() => (await host.Services.GetRequiredService<IWebhookStore>().FindAsync(team, webhook, Cancellation))!;

    private async Task<T> UntilAsync<T>(Func<Task<T>> read, Predicate<T> isDone)
    {
        T found = default!;
        await Eventually.TrueAsync(async () =>
        {
            Sender.Wake();
            return isDone(found = await read());
        });
        return found;
    }
}
