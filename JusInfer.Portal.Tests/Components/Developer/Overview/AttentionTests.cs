using System.Collections.Immutable;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Components.Developer.Overview;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Reports.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Components.Developer.Overview;

/// <summary>What the Overview asks its reader to look at, and the one click that ends it.</summary>
public sealed class AttentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly TestTeam team = new();

    [Fact]
    public void Nothing_is_listed_for_a_team_without_problems()
    {
        var key = Key("laptop");
        ListFor(team.Owner, Facts(Limit(budget: null, 0.5m)) with { LiveKeys = [key] }, keys: [key]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Owner", "Raise the cap", "/developer/keys?key={key}&tab=limits")]
    [InlineData("Member", "See the limits", "/developer/limits")]
    public void A_limit_that_is_used_by_80_percent_is_listed_with_the_place_where_it_is_raised(string role, string label, string href)
    {
        var key = Key("laptop") with { Terms = new KeyTerms { RequestsPerMinute = 600, MonthlyCap = NanoUsd.FromUsd(1) } };
        var use = Limit(CapBudgets.From(key), 0.8m) with { Name = "the key laptop", Member = team.Member.Id };

        var item = ListFor(team[role], Facts(use)).ShouldHaveSingleItem();

        item.Text.ShouldBe("The monthly cap of the key laptop is 80% used: $0.800 of $1.00.");
        (item.Fix.Label, item.Fix.Href, item.IsSevere)
            .ShouldBe((label, href.Replace("{key}", key.Id.ToString(), StringComparison.Ordinal), false));
        ListFor(team.Viewer, Facts(use)).ShouldBeEmpty("It is the key of another member.");
    }

    [Fact]
    public void A_limit_that_is_used_up_says_what_happens_to_calls()
    {
        var item = ListFor(team.Owner, Facts(Limit(budget: null, 1.5m))).ShouldHaveSingleItem();

        item.Text.ShouldBe("The daily budget of the team is used up: $1.50 of $1.00. New calls are rejected with 402.");
        (item.Fix.Label, item.Fix.Href, item.IsSevere).ShouldBe(("Raise the budget", "/developer/budgets", true));
    }

    [Theory]
    [InlineData(true, "Raise the cap", "/developer/keys?key={key}&tab=limits")]
    [InlineData(false, "Open the wallet", "/developer/wallet")]
    public void A_key_whose_calls_are_rejected_by_a_limit_that_is_not_used_up_is_listed(bool isCap, string label, string href)
    {
        var key = Key("laptop") with { Terms = new KeyTerms { RequestsPerMinute = 600, MonthlyCap = NanoUsd.FromUsd(1) } };
        var block = new KeyBlock("scope", "the limit", "Its last call was rejected.")
        {
            Budget = isCap ? CapBudgets.From(key) : null,
            RejectedAt = Now,
        };

        var item = ListFor(team.Owner, Facts(), blocked: [new KeyTableRow(key, "", Now) { Block = block }]).ShouldHaveSingleItem();

        item.Text.ShouldBe("The key laptop is blocked (the limit). Its last call was rejected.");
        (item.Fix.Label, item.Fix.Href, item.IsSevere, item.At)
            .ShouldBe((label, href.Replace("{key}", key.Id.ToString(), StringComparison.Ordinal), true, Now));
    }

    [Fact]
    public void A_limit_that_will_be_exceeded_is_listed_once()
    {
        ListFor(team.Owner, Facts(Limit(budget: null, 0.6m))).ShouldHaveSingleItem().Text
            .ShouldBe("The daily budget of the team will be exceeded at the current rate: $1.20 of $1.00 are expected.");
        ListFor(team.Owner, Facts(Limit(budget: null, 0.9m))).ShouldHaveSingleItem().Text.ShouldContain("90% used");
    }

    [Fact]
    public void A_paused_key_is_resumed_and_a_paused_run_is_opened()
    {
        var key = Key("laptop");
        var facts = Facts() with { Pauses = [Pause(PauseScope.Key, key.Id.ToString(), key), Pause(PauseScope.Run, "build/1", key)] };

        var items = ListFor(team.Owner, facts, keys: [key]);

        items.Select(static item => item.Text).ShouldBe(["The key laptop is paused. It loops.", "The run build/1 is paused. It loops."]);
        (items[0].Fix.Resume, items[0].Fix.Href, items[0].At).ShouldBe((key.Id, null, Now));
        items[1].Fix.Href.ShouldBe("/developer/runs/build%2F1");
        ListFor(team.Viewer, facts).ShouldBeEmpty();
    }

    [Fact]
    public void Leaked_and_expiring_keys_are_listed_and_the_short_lived_ones_of_the_playground_are_not()
    {
        var leaked = Key("gist") with { ReportedAt = Now.AddDays(-13), RevokedAt = Now.AddDays(-13) };
        var expiring = Key("workshop") with { ExpiresAt = Now.AddDays(3) };
        var playground = Key(PlaygroundKeys.Name) with
        {
            Terms = new KeyTerms { RequestsPerMinute = 600, Sandbox = true },
            CreatedAt = Now,
            ExpiresAt = Now + PlaygroundKeys.Lifetime,
        };

        var items = ListFor(
            team.Owner,
            Facts(),
            keys: [playground, expiring, Key("old") with { ReportedAt = Now.AddDays(-15), RevokedAt = Now.AddDays(-15) }, leaked]);

        items.Select(static item => item.Text)
            .ShouldBe(["The key gist was reported as leaked and is revoked.", "The key workshop expires in 3 days."]);
        items[0].Fix.Href.ShouldBe($"/developer/requests?key={leaked.Id}");
        items[1].Fix.Href.ShouldBe($"/developer/keys?key={expiring.Id}&tab=access", "A rotation extends no key.");
        ListFor(team.Viewer, Facts(), keys: [expiring]).ShouldHaveSingleItem().Fix.Href.ShouldBe($"/developer/keys?key={expiring.Id}");
    }

    [Fact]
    public void An_old_secret_is_listed_before_its_end_if_it_was_used_after_the_rotation()
    {
        var key = Key("laptop") with { Previous = new PreviousSecret("jinf_ab…wxyz", Now.AddHours(5)), RotatedAt = Now.AddHours(-1) };
        ListFor(team.Owner, Facts(), keys: [key]).ShouldBeEmpty();

        var used = key with { Previous = key.Previous! with { LastUsedAt = Now.AddMinutes(-10) } };

        var item = ListFor(team.Member, Facts(), keys: [used]).ShouldHaveSingleItem();
        item.Text.ShouldBe("The old secret of the key laptop was used after the rotation and ends in 5 hours.");
        item.Fix.Href.ShouldBe($"/developer/keys?key={key.Id}");
    }

    [Fact]
    public void Failing_calls_an_empty_wallet_and_unusual_spend_are_listed_as_the_alerts_have_them()
    {
        var key = Key("laptop");
        var facts = Facts() with
        {
            RecentCalls = [new KeyCalls(key, new UsageSums { Requests = 22, Errors = 22 })],
            Wallet = new WalletState(team.Team.Id, WalletMode.Prepaid, NanoUsd.FromUsd(5), NanoUsd.FromUsd(5)),
            Today = NanoUsd.FromUsd(50),
            EarlierDays = [NanoUsd.FromUsd(1), NanoUsd.FromUsd(2), NanoUsd.FromUsd(3)],
        };

        var items = ListFor(team.Owner, facts, keys: [key]);

        items.Select(static item => item.Fix.Href).ShouldBe(
            [$"/developer/requests?key={key.Id}&status=error", "/developer/wallet", "/developer/usage?range=7d&by=key"], ignoreOrder: true);
        items.ShouldContain(item => item.Text == "22 of the 22 recent calls of the key laptop failed." && item.IsSevere);
        ListFor(team.Member, facts).ShouldBeEmpty("The wallet and the keys of others are not the member's.");
    }

    [Fact]
    public void A_webhook_that_was_disabled_or_fails_is_opened()
    {
        var webhook = new Webhook
        {
            Id = WebhookId.New(Now),
            TeamId = team.Team.Id,
            Url = "https://hooks.example/secret",
            Secret = [],
            IsEnabled = false,
            CreatedAt = Now,
            FailingSince = Now.AddDays(-3),
        };

        var item = ListFor(team.Owner, Facts(), webhooks: [webhook with { DisabledReason = "Every attempt has failed for 3 days." }])
            .ShouldHaveSingleItem();

        item.Text.ShouldBe("The webhook at https://hooks.example is disabled. Every attempt has failed for 3 days.");
        (item.Fix.Href, item.IsSevere).ShouldBe(($"/developer/webhooks/{webhook.Id}", true));
        ListFor(team.Owner, Facts(), webhooks: [webhook]).ShouldBeEmpty("A person has disabled it.");
        ListFor(team.Owner, Facts(), webhooks: [webhook with { IsEnabled = true }]).ShouldHaveSingleItem().IsSevere.ShouldBeFalse();
    }

    [Fact]
    public void A_failing_provider_is_listed_once_for_an_operator()
    {
        EndpointStatus Endpoint(string model, EndpointState state, DateTimeOffset? failed = null) => new()
        {
            Model = model,
            Provider = "groq",
            State = state,
            LastFailure = failed is { } at ? new FailureStatus(AttemptOutcome.Failed, 503, null, at) : null,
        };
        var health = new HealthReport
        {
            Providers = [],
            Endpoints =
            [
                Endpoint("a", EndpointState.Unavailable, Now), Endpoint("b", EndpointState.Probing), Endpoint("c", EndpointState.Available),
            ],
            RemainingRetries = 0,
            Resumptions = [],
        };

        var item = ListFor(team.Owner, Facts(), health: health).ShouldHaveSingleItem();

        item.Text.ShouldStartWith("groq is not called for 2 models: ");
        (item.Fix.Href, item.At).ShouldBe(("/operator/providers", Now));
    }

    private static ImmutableArray<AttentionItem> ListFor(
        Member me,
        TeamFacts facts,
        ImmutableArray<ApiKey>? keys = null,
        ImmutableArray<Webhook>? webhooks = null,
        HealthReport? health = null,
        ImmutableArray<KeyTableRow>? blocked = null) =>
        new Attention(me, facts).List(keys ?? [], blocked ?? [], webhooks ?? [], health);

    private TeamFacts Facts(params BudgetUse[] budgets) => new() { Team = team.Team.Id, Now = Now, Budgets = [.. budgets] };

    /// <summary>Half of the window has passed.</summary>
    private BudgetUse Limit(Budget? budget, decimal spent) => new(
        budget ?? new Budget
        {
            Id = BudgetId.New(Now),
            TeamId = team.Team.Id,
            Scope = BudgetScope.Tenant,
            Window = BudgetWindow.Day,
            Amount = NanoUsd.FromUsd(1),
            OnReach = ReachAction.Block,
            CreatedAt = Now,
            Version = 1,
        },
        "the team",
        null,
        NanoUsd.FromUsd(spent),
        Now.AddHours(-12),
        Now.AddHours(12));

    private Pause Pause(PauseScope scope, string subject, ApiKey key) => new()
    {
        TeamId = team.Team.Id,
        Scope = scope,
        Subject = subject,
        KeyId = key.Id,
        MemberId = key.MemberId,
        At = Now,
        Reason = "It loops.",
    };

    private ApiKey Key(string name) => new()
    {
        Id = KeyId.New(Now),
        TeamId = team.Team.Id,
        MemberId = team.Owner.Id,
        Name = name,
        Display = "jinf_ab…wxyz",
        Terms = new KeyTerms { RequestsPerMinute = 600 },
        CreatedAt = Now.AddDays(-60),
    };
}
