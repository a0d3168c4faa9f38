using System.Text.Json;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class WebhookStoreContract(StoreFixture store) : StoreContract(store)
{
    private IWebhookStore Webhooks => Node.Get<IWebhookStore>();

    private IDeliveryStore Deliveries => Node.Get<IDeliveryStore>();

    [Fact]
    public async Task A_webhook_is_read_back_as_it_was_added_and_changed()
    {
        var webhook = await AddAsync(events: ["alert.paused", "alert.wallet_low"]);
        TextOf(await FindAsync(webhook)).ShouldBe(TextOf(webhook));

        var changed = webhook with { Url = "https://other.example.com:8443/x?y=z", Events = [], IsEnabled = false };
        (await Webhooks.UpdateAsync(changed, Cancellation)).ShouldBeTrue();

        (await Webhooks.ListAsync(webhook.TeamId, Cancellation)).Select(TextOf).ShouldBe([TextOf(changed)]);
        (await Webhooks.UpdateAsync(changed with { TeamId = TeamId.New(Noon) }, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_removed_webhook_is_gone_with_its_deliveries()
    {
        var webhook = await AddAsync();
        var delivery = await AddDeliveryAsync(webhook);

        (await Webhooks.RemoveAsync(webhook.TeamId, webhook.Id, Cancellation)).ShouldBeTrue();

        (await Webhooks.RemoveAsync(webhook.TeamId, webhook.Id, Cancellation)).ShouldBeFalse();
        (await FindAsync(webhook)).ShouldBeNull();
        (await FindAsync(delivery)).ShouldBeNull();
    }

    [Fact]
    public async Task Changes_are_in_the_audit_log_without_the_secret_and_the_path_of_the_URL()
    {
        var webhook = await AddAsync(url: "https://hooks.example.com/services/PLANTED?token=PLANTED");
        await Webhooks.UpdateAsync(webhook with { IsEnabled = false }, Cancellation);
        await Webhooks.RemoveAsync(webhook.TeamId, webhook.Id, Cancellation);

        var entries = await Node.Get<IAuditStore>().ListAsync(new AuditFilter { Team = webhook.TeamId, Limit = 50, Action = "webhook." }, Cancellation);

        entries.Select(static line => line.Entry.Action).ShouldBe([AuditActions.WebhookDeleted, AuditActions.WebhookChanged, AuditActions.WebhookCreated]);
        entries[1].Changes.ShouldHaveSingleItem().ShouldBe(new AuditChange("enabled", "true", "false"));
        entries[2].Changes.ShouldContain(new AuditChange("url", null, "https://hooks.example.com"));
        entries.ShouldAllBe(line => !line.Entry.Changes.Contains("PLANTED") && line.Entry.Subject == webhook.Id.ToString());
    }

    [Fact]
    public async Task A_team_has_at_most_ten_webhooks_also_if_they_are_added_at_the_same_time()
    {
        var owner = await AddTeamAsync();

        var added = await Task.WhenAll(Enumerable.Range(0, 14).Select(_ => Task.Run(() => Webhooks.AddAsync(WebhookOf(owner), Cancellation))));

        added.Count(static done => done).ShouldBe(Webhook.MaxPerTeam);
        (await Webhooks.ListAsync(owner.TeamId, Cancellation)).Length.ShouldBe(Webhook.MaxPerTeam);
    }

    [Fact]
    public async Task A_webhook_is_disabled_once_with_an_alert_that_the_other_webhooks_receive()
    {
        var webhook = await AddAsync();
        var other = WebhookOf((await Node.Tenancy.ListMembersAsync(webhook.TeamId, Cancellation))[0]);
        await Webhooks.AddAsync(other, Cancellation);

        var disabled = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(DisableAsync)));

        disabled.Count(static done => done).ShouldBe(1);
        (await FindAsync(webhook)).ShouldNotBeNull().ShouldSatisfyAllConditions(stored => stored.IsEnabled.ShouldBeFalse(), stored => stored.DisabledReason.ShouldBe("It failed."));
        var alert = (await Node.Get<IAlertStore>().ListAsync(new AlertFilter { Team = webhook.TeamId, Limit = 9 }, Cancellation)).ShouldHaveSingleItem();
        alert.Rule.ShouldBe(AlertRule.WebhookDisabled);
        (await ListAsync(other)).ShouldHaveSingleItem().Type.ShouldBe("alert.webhook_disabled");
        (await ListAsync(webhook)).ShouldBeEmpty();

        Task<bool> DisableAsync() => Webhooks.DisableAsync(
            webhook.TeamId, webhook.Id, "It failed.", AlertRules.OfWebhook(webhook.TeamId, webhook.Id, webhook.Origin, "It failed.", Noon), Cancellation);
    }

    [Fact]
    public async Task A_due_delivery_is_taken_by_one_node_until_its_lease_ends()
    {
        await using var second = Store.NewNode();
        var webhook = await AddAsync();
        await ClearAsync();
        var due = Noon;
        for (var number = 0; number < 10; number++) await AddDeliveryAsync(webhook, due);

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() =>
            (number % 2 == 0 ? Deliveries : second.Get<IDeliveryStore>()).TakeAsync(due, due.AddMinutes(1), [], [], Cancellation))));

        taken.OfType<WebhookDelivery>().Select(static delivery => delivery.Id).ShouldBeUnique();
        taken.Count(static delivery => delivery is not null).ShouldBe(10);
        (await TakeAsync(due.AddSeconds(59))).ShouldBeNull();
        (await TakeAsync(due.AddSeconds(60))).ShouldNotBeNull();
    }

    /// <summary>
    /// kagkarlsson/db-scheduler#364: what a clock that is an hour ahead has scheduled is due an hour late. A node whose clock was two hours
    /// ahead was killed during an attempt, or had set the next one.
    /// </summary>
    [Theory]
    [InlineData(0, null, 121, true)]
    [InlineData(1, 120, 125, true)]
    [InlineData(9, 0, 28 * 60, true)] // a day and 10 % is the longest delay
    [InlineData(0, null, 1, false)]
    [InlineData(1, 0, 5, false)]
    [InlineData(9, 0, 26 * 60, false)]
    public async Task A_delivery_that_a_clock_which_was_ahead_has_dated_is_due(int failures, int? lastAttempt, int nextAttempt, bool isDue)
    {
        await ClearAsync();
        var delivery = DeliveryOf(await AddAsync(), Noon.AddHours(-3)) with
        {
            Failures = failures,
            LastAttemptAt = lastAttempt is { } minutes ? Noon.AddMinutes(minutes) : null,
            NextAttemptAt = Noon.AddMinutes(nextAttempt),
        };
        await Deliveries.AddAsync(delivery, Cancellation);

        ((await TakeAsync(Noon))?.Id == delivery.Id).ShouldBe(isDue);
        (await TakeAsync(Noon)).ShouldBeNull("it is leased");
    }

    [Fact]
    public async Task Deliveries_of_busy_webhooks_and_teams_are_not_taken()
    {
        await ClearAsync();
        var webhook = await AddAsync();
        var due = Noon;
        await AddDeliveryAsync(webhook, due);

        (await Deliveries.TakeAsync(due, due.AddMinutes(1), [webhook.Id], [], Cancellation)).ShouldBeNull();
        (await Deliveries.TakeAsync(due, due.AddMinutes(1), [WebhookId.New(Noon)], [webhook.TeamId], Cancellation)).ShouldBeNull();
        (await Deliveries.TakeAsync(due, due.AddMinutes(1), [WebhookId.New(Noon)], [TeamId.New(Noon)], Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_returned_delivery_is_due_again_without_an_attempt()
    {
        await ClearAsync();
        await AddDeliveryAsync(await AddAsync());
        var taken = (await TakeAsync(Noon)).ShouldNotBeNull();

        await Deliveries.ReturnAsync(taken, Noon.AddSeconds(1), Cancellation);

        (await TakeAsync(Noon)).ShouldBeNull();
        var again = (await TakeAsync(Noon.AddSeconds(1))).ShouldNotBeNull();
        (again.Id, again.Attempts, again.Status).ShouldBe((taken.Id, 0, DeliveryStatus.Pending));
        await Deliveries.ReturnAsync(taken, Noon.AddSeconds(2), Cancellation); // Its lease has ended.
        (await TakeAsync(Noon.AddSeconds(2))).ShouldBeNull();
    }

    [Fact]
    public async Task The_outcome_of_an_attempt_is_stored_unless_the_lease_was_lost()
    {
        await ClearAsync();
        var webhook = await AddAsync();
        var due = Noon;
        await AddDeliveryAsync(webhook, due);
        var first = (await TakeAsync(due)).ShouldNotBeNull();
        var second = (await TakeAsync(due.AddMinutes(1))).ShouldNotBeNull();
        var failed = new DeliveryOutcome(500, "no\0", "The receiver answered 500.", TimeSpan.FromMilliseconds(12.5));

        (await Deliveries.CompleteAsync(first, failed, due, due.AddHours(1), Cancellation)).ShouldBeFalse();
        (await Deliveries.CompleteAsync(second, failed, due.AddMinutes(1), due.AddHours(1), Cancellation)).ShouldBeTrue();

        (await FindAsync(second)).ShouldBe(second with
        {
            Status = DeliveryStatus.Pending,
            NextAttemptAt = due.AddHours(1),
            Attempts = 1,
            Failures = 1,
            LastAttemptAt = due.AddMinutes(1),
            DurationMs = 12,
            ResponseStatus = 500,
            ResponseBody = "no\uFFFD",
            Error = failed.Error,
        });
    }

    [Fact]
    public async Task A_webhook_fails_since_its_first_failure_after_the_last_success_and_tests_do_not_count()
    {
        var webhook = await AddAsync();
        var failed = DeliveryOutcome.NotSent("It failed.");

        await AttemptAsync(webhook, failed, Noon, type: WebhookEvents.Test);
        (await FindAsync(webhook))!.FailingSince.ShouldBeNull();
        await AttemptAsync(webhook, failed, Noon);
        await AttemptAsync(webhook, failed, Noon.AddHours(1));
        (await FindAsync(webhook))!.FailingSince.ShouldBe(Noon);
        await AttemptAsync(webhook, new DeliveryOutcome(204, null, null, TimeSpan.Zero), Noon.AddHours(2), type: WebhookEvents.Test);
        (await FindAsync(webhook))!.FailingSince.ShouldBe(Noon);
        await AttemptAsync(webhook, new DeliveryOutcome(204, null, null, TimeSpan.Zero), Noon.AddHours(3));
        (await FindAsync(webhook))!.FailingSince.ShouldBeNull();
    }

    [Fact]
    public async Task A_delivery_that_has_ended_is_repeated_with_all_attempts()
    {
        var webhook = await AddAsync();
        var ended = await AttemptAsync(webhook, DeliveryOutcome.NotSent("It failed."), Noon);

        (await RepeatAsync()).ShouldBeTrue();
        (await RepeatAsync()).ShouldBeFalse();

        (await FindAsync(ended)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            delivery => delivery.Status.ShouldBe(DeliveryStatus.Pending), delivery => delivery.NextAttemptAt.ShouldBe(Noon.AddDays(9)),
            delivery => delivery.Failures.ShouldBe(0), delivery => delivery.Attempts.ShouldBe(1));

        Task<bool> RepeatAsync() => Deliveries.RepeatAsync(webhook.TeamId, webhook.Id, ended.Id, Noon.AddDays(9), Cancellation);
    }

    [Fact]
    public async Task The_deliveries_of_all_teams_that_wait_are_counted_with_the_oldest_and_those_that_failed()
    {
        await ClearAsync();
        (await Deliveries.ReadQueueAsync(Noon.AddDays(-7), Cancellation)).ShouldBe(new DeliveryQueue(0, null, null, 0, 0));
        var (webhook, other) = (await AddAsync(), await AddAsync());
        var retried = await AddDeliveryAsync(webhook, Noon.AddHours(-5));
        await Deliveries.CompleteAsync(retried, DeliveryOutcome.NotSent("It failed."), Noon, Noon.AddHours(2), Cancellation);
        await AddDeliveryAsync(other, Noon.AddMinutes(-3));
        await AttemptAsync(webhook, DeliveryOutcome.NotSent("It failed."), Noon.AddDays(-7));
        await AttemptAsync(webhook, DeliveryOutcome.NotSent("It failed."), Noon.AddDays(-7).AddSeconds(-1));
        await AttemptAsync(webhook, new DeliveryOutcome(204, null, null, TimeSpan.Zero), Noon.AddHours(-1));
        await AddDeliveryAsync(webhook, Noon.AddHours(-2));

        (await Deliveries.ReadQueueAsync(Noon.AddDays(-7), Cancellation)).ShouldBe(new DeliveryQueue(3, Noon.AddHours(-5), Noon.AddHours(-2), 1, 1));

        await AttemptAsync(webhook, DeliveryOutcome.NotSent("It failed."), Noon.AddDays(-6));
        (await Deliveries.ReadQueueAsync(Noon.AddDays(-7), Cancellation)).ShouldBe(new DeliveryQueue(3, Noon.AddHours(-5), Noon.AddMinutes(-3), 1, 2));
    }

    [Fact]
    public async Task Deliveries_are_listed_in_pages_newest_first_and_removed_when_they_are_old()
    {
        var webhook = await AddAsync();
        for (var number = 0; number < 4; number++) await Deliveries.AddAsync(DeliveryOf(webhook, Noon.AddYears(-20 + number)), Cancellation);

        var page = await Deliveries.ListAsync(webhook.TeamId, webhook.Id, 2, after: null, Cancellation);
        var rest = await Deliveries.ListAsync(webhook.TeamId, webhook.Id, 9, page[^1].Id, Cancellation);
        page.Concat(rest).Select(static delivery => delivery.CreatedAt).ShouldBe([Noon.AddYears(-17), Noon.AddYears(-18), Noon.AddYears(-19), Noon.AddYears(-20)]);

        await Deliveries.RemoveBeforeAsync(Noon.AddYears(-18), Cancellation);
        (await ListAsync(webhook)).Length.ShouldBe(2);
    }

    private static string TextOf(Webhook? webhook) => JsonSerializer.Serialize(webhook);

    /// <summary>Removes the deliveries of earlier tests, which could be due as well.</summary>
    private async Task ClearAsync()
    {
        await using var context = Node.OpenContext();
        await context.Set<WebhookDelivery>().ExecuteDeleteAsync(Cancellation);
    }

    private static Webhook WebhookOf(Member owner) => new()
    {
        Id = WebhookId.New(Noon),
        TeamId = owner.TeamId,
        Url = "https://example.com/hooks",
        Secret = [1, 2, 3],
        IsEnabled = true,
        CreatedAt = Noon.AddMicroseconds(7),
    };

    private static WebhookDelivery DeliveryOf(Webhook webhook, DateTimeOffset at, string type = "alert.paused") => WebhookDelivery.Create(webhook, type, "{}", at);

    private async Task<Webhook> AddAsync(string[]? events = null, string url = "https://example.com/hooks")
    {
        var webhook = WebhookOf(await AddTeamAsync()) with { Events = [.. events ?? []], Url = url };
        (await Webhooks.AddAsync(webhook, Cancellation)).ShouldBeTrue();
        return webhook;
    }

    private async Task<WebhookDelivery> AddDeliveryAsync(Webhook webhook, DateTimeOffset? due = null)
    {
        var delivery = DeliveryOf(webhook, due ?? Noon);
        await Deliveries.AddAsync(delivery, Cancellation);
        return delivery;
    }

    /// <summary>Makes the last attempt of a new delivery.</summary>
    private async Task<WebhookDelivery> AttemptAsync(Webhook webhook, DeliveryOutcome outcome, DateTimeOffset at, string type = "alert.paused")
    {
        var delivery = DeliveryOf(webhook, at, type);
        await Deliveries.AddAsync(delivery, Cancellation);
        (await Deliveries.CompleteAsync(delivery, outcome, at, nextAttemptAt: null, Cancellation)).ShouldBeTrue();
        return delivery;
    }

    private Task<WebhookDelivery?> TakeAsync(DateTimeOffset now) => Deliveries.TakeAsync(now, now.AddMinutes(1), [], [], Cancellation);

    private Task<Webhook?> FindAsync(Webhook webhook) => Webhooks.FindAsync(webhook.TeamId, webhook.Id, Cancellation);

    private Task<WebhookDelivery?> FindAsync(WebhookDelivery delivery) => Deliveries.FindAsync(delivery.TeamId, delivery.WebhookId, delivery.Id, Cancellation);

    private async Task<WebhookDelivery[]> ListAsync(Webhook webhook) => [.. await Deliveries.ListAsync(webhook.TeamId, webhook.Id, 100, after: null, Cancellation)];
}

public sealed class WebhookStoreOnSqlite(SqliteStore store) : WebhookStoreContract(store), IClassFixture<SqliteStore>;

public sealed class WebhookStoreOnPostgres(PostgresStore store) : WebhookStoreContract(store), IClassFixture<PostgresStore>;
