using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Tests.Notifications.Alerts;

public sealed class AlertRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LastDay = Start.AddDays(29);
    private static readonly TeamId Team = TeamId.New(Start);

    [Theory]
    [InlineData("4.99", null)]
    [InlineData("5", 50)]
    [InlineData("7.99", 50)]
    [InlineData("8", 80)]
    [InlineData("9.99", 80)]
    [InlineData("10", 100)]
    [InlineData("25", 100)]
    public void The_highest_percentage_of_a_budget_that_is_reached_is_raised(string spent, int? percent)
    {
        var alerts = Evaluate(BudgetOf(), spent, LastDay).Where(alert => alert.Rule is AlertRule.BudgetThreshold).ToList();

        alerts.Select(alert => alert.Occasion).ShouldBe(percent is null ? [] : [$"2026-11-01T00:00/10000000000/{percent}"]);
    }

    [Theory]
    [InlineData(nameof(ReachAction.Block), "New calls are rejected with 402.")]
    [InlineData(nameof(ReachAction.Economy), "cheapest capable model")]
    [InlineData(nameof(ReachAction.Notify), "It does not reject calls.")]
    public void At_100_percent_the_alert_says_what_happens_to_calls(string onReach, string effect)
    {
        var alert = Evaluate(BudgetOf() with { OnReach = Enum.Parse<ReachAction>(onReach) }, "10", LastDay).ShouldHaveSingleItem();

        alert.Message.ShouldStartWith("The monthly budget of the team is used by 100 percent or more: $10.00 of $10.00.");
        alert.Message.ShouldContain(effect);
    }

    [Fact]
    public void A_raised_budget_has_percentages_of_its_own()
    {
        var raised = BudgetOf() with { Raise = NanoUsd.FromUsd(10), RaiseUntil = LastDay.AddHours(1) };

        Evaluate(raised, "10", LastDay).ShouldHaveSingleItem().Occasion.ShouldEndWith("/20000000000/50");
        Evaluate(raised, "10", LastDay.AddHours(2)).ShouldHaveSingleItem().Occasion.ShouldEndWith("/10000000000/100");
    }

    [Theory]
    [InlineData("4", 15, false)] // 8 USD are expected.
    [InlineData("5.01", 15, true)]
    [InlineData("1", 1, false)] // Too early for a forecast.
    [InlineData("1.1", 3, true)]
    [InlineData("10", 15, false)] // Used up already.
    public void A_budget_that_will_be_exceeded_is_forecast(string spent, int days, bool expected)
    {
        var forecasts = Evaluate(BudgetOf(), spent, Start.AddDays(days)).Where(alert => alert.Rule is AlertRule.BudgetForecast).ToList();

        forecasts.Count.ShouldBe(expected ? 1 : 0);
        if (expected) forecasts[0].Message.ShouldContain("are expected by 1 Dec 2026, 00:00 UTC");
    }

    [Fact]
    public void A_total_budget_has_no_forecast_and_one_of_zero_no_alerts()
    {
        var total = new BudgetUse(BudgetOf() with { Window = BudgetWindow.Total }, "the team", null, NanoUsd.FromUsd(9), DateTimeOffset.UnixEpoch, Timestamps.Never);

        AlertRules.Evaluate(FactsAt(LastDay) with { Budgets = [total] }).ShouldHaveSingleItem().Rule.ShouldBe(AlertRule.BudgetThreshold);
        Evaluate(BudgetOf() with { Amount = NanoUsd.Zero }, "9", LastDay).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(WalletMode.Prepaid), "29", "low")]
    [InlineData(nameof(WalletMode.Prepaid), "30", null)]
    [InlineData(nameof(WalletMode.Prepaid), "0", "empty")]
    [InlineData(nameof(WalletMode.Postpaid), "0", null)]
    public void A_prepaid_wallet_that_lasts_for_less_than_three_days_is_low(string mode, string balance, string? subject)
    {
        var facts = FactsAt(LastDay) with { Wallet = new WalletState(Team, Enum.Parse<WalletMode>(mode), Usd(balance), Usd("70")) };

        AlertRules.Evaluate(facts with { Today = NanoUsd.FromUsd(10) }).Select(alert => alert.Subject).ShouldBe(subject is null ? [] : [subject]);
        AlertRules.Evaluate(facts).ShouldBeEmpty(); // Nobody spends anything.
    }

    [Theory]
    [InlineData("31", new[] { 10, 1, 1 }, true)]
    [InlineData("30", new[] { 10, 1, 1 }, false)]
    [InlineData("31", new[] { 10, 1, 0 }, false)] // Two days are no history.
    [InlineData("4", new[] { 1, 1, 1 }, false)] // Too little to matter.
    public void Spend_far_above_the_days_before_is_unusual(string today, int[] before, bool expected)
    {
        var facts = FactsAt(LastDay) with { Today = Usd(today), EarlierDays = [.. before.Select(static usd => NanoUsd.FromUsd(usd))] };

        AlertRules.Evaluate(facts).Select(static alert => alert.Rule).ShouldBe(expected ? [AlertRule.SpendRate] : []);
    }

    [Theory]
    [InlineData(20, 40, true)]
    [InlineData(19, 19, false)]
    [InlineData(20, 41, false)]
    public void A_key_half_of_whose_calls_fail_has_an_error_streak(int errors, int requests, bool expected)
    {
        var key = KeyOf(expiresAt: null);
        var facts = FactsAt(LastDay.AddHours(13)) with { RecentCalls = [new KeyCalls(key, new UsageSums { Errors = errors, Requests = requests })] };

        AlertRules.Evaluate(facts).Select(static alert => (alert.Occasion, alert.MemberId)).ShouldBe(expected ? [("2026-11-30T12:00", key.MemberId)] : []);
    }

    [Theory]
    [InlineData(100, 92.9, false)]
    [InlineData(100, 93, true)]
    [InlineData(8, 5.9, false)] // The notice of a key that lives for 8 days is 2 days.
    [InlineData(8, 6, true)]
    [InlineData(8, 8, false)] // It has expired.
    public void A_key_is_about_to_expire_seven_days_or_a_quarter_of_its_life_before(int lifeDays, double ageDays, bool expected)
    {
        var key = KeyOf(Start.AddDays(lifeDays));

        var alerts = AlertRules.Evaluate(FactsAt(Start.AddDays(ageDays)) with { LiveKeys = [key, KeyOf(expiresAt: null)] });

        alerts.Select(static alert => (alert.Subject, alert.MemberId)).ShouldBe(expected ? [(key.Id.ToString(), key.MemberId)] : []);
    }

    [Theory]
    [InlineData(30, true, true)]
    [InlineData(30, false, false)]
    [InlineData(31, true, false)] // The notice of an overlap of two hours is half an hour.
    [InlineData(0, true, false)] // It has ended.
    public void An_old_secret_that_was_used_after_the_rotation_is_about_to_end(int minutesLeft, bool isUsed, bool expected)
    {
        var previous = new PreviousSecret("jinf_ab…wxyz", Start.AddHours(2), isUsed ? Start.AddMinutes(5) : null);
        var key = KeyOf(expiresAt: null) with { Previous = previous, RotatedAt = Start };

        var alerts = AlertRules.Evaluate(FactsAt(previous.EndsAt.AddMinutes(-minutesLeft)) with { LiveKeys = [key] });

        alerts.Select(static alert => (alert.Rule, alert.Subject)).ShouldBe(expected ? [(AlertRule.KeyExpiring, key.Id.ToString())] : []);
        if (expected) alerts[0].Message.ShouldStartWith("The old secret jinf_ab…wxyz of the key ");
    }

    [Fact]
    public void A_pause_is_raised_once_and_again_after_it_was_resumed()
    {
        var pause = new Pause
        {
            TeamId = Team,
            Scope = PauseScope.Run,
            Subject = "a/b",
            KeyId = KeyId.New(Start),
            MemberId = MemberId.New(Start),
            At = Start,
            Reason = "It repeats itself.",
        };

        var alerts = AlertRules.Evaluate(FactsAt(LastDay) with { Pauses = [pause, pause with { At = Start.AddHours(1) }] });

        alerts.Select(static alert => alert.Subject).ShouldBe(["run:a/b", "run:a/b"]);
        alerts.Select(static alert => alert.Occasion).ShouldBeUnique();
        AlertDescriptions.PathOf(alerts[0]).ShouldBe("/developer/runs/a%2Fb");
    }

    [Fact]
    public void A_paused_team_is_reported_to_itself_and_to_operators()
    {
        var pause = new Pause
        {
            TeamId = Team,
            Scope = PauseScope.Team,
            Subject = Team.ToString(),
            KeyId = KeyId.New(Start),
            MemberId = MemberId.New(Start),
            At = Start,
            Reason = "It costs too much.",
        };

        var own = AlertRules.Evaluate(FactsAt(Start) with { Pauses = [pause] }).ShouldHaveSingleItem();
        var others = AlertRules.OfPausedTeam(TeamId.New(Start), pause, Start);

        own.MemberId.ShouldBeNull();
        own.Message.ShouldBe(
            $"The team is paused until {Start.AddDays(1):d MMM yyyy, HH:mm} UTC, or until an operator resumes it. It costs too much.");
        others.Message.ShouldStartWith($"The team {Team} is paused until ");
        AlertDescriptions.PathOf(own).ShouldBe("/developer/limits");
        AlertDescriptions.PathOf(others).ShouldBe("/operator");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(6, 6)]
    [InlineData(23, 18)]
    public void Alerts_about_something_that_lasts_repeat_every_quarter_of_a_day(int hour, int quarter) =>
        AlertRules.QuarterOf(Start.AddHours(hour).AddMinutes(59)).ShouldBe(Start.AddHours(quarter));

    [Fact]
    public void Every_rule_has_a_title_an_advice_and_a_page()
    {
        foreach (var rule in Enum.GetValues<AlertRule>())
        {
            AlertDescriptions.TitleOf(rule).ShouldNotBeEmpty();
            AlertDescriptions.AdviceOf(rule).ShouldEndWith(".");
            AlertDescriptions.PathOf(Alert.Create(Team, Start, rule, "subject", "", "")).ShouldStartWith("/");
        }
    }

    [Fact]
    public void An_alert_leads_to_the_page_where_its_limit_is_changed()
    {
        var member = MemberId.New(Start);
        var key = KeyId.New(Start);
        var budget = BudgetId.New(Start);

        PathOf(AlertRule.BudgetThreshold, $"{new BudgetId(member.Value)}:{member}").ShouldBe("/developer/members");
        PathOf(AlertRule.BudgetForecast, $"{budget}:{member}").ShouldBe("/developer/budgets");
        PathOf(AlertRule.BudgetThreshold, $"{budget}:").ShouldBe("/developer/budgets");
        PathOf(AlertRule.WalletLow, "low").ShouldBe("/developer/wallet");
        PathOf(AlertRule.BudgetThreshold, $"{new BudgetId(key.Value)}:{key}").ShouldBe($"/developer/keys?key={key}&tab=limits");
        PathOf(AlertRule.BudgetThreshold, $"{budget}:{key}").ShouldBe("/developer/budgets");
        PathOf(AlertRule.KeyExpiring, $"{key}").ShouldBe($"/developer/keys?key={key}");
        PathOf(AlertRule.KeyReported, $"{key}").ShouldBe($"/developer/keys?key={key}");
        PathOf(AlertRule.Paused, $"key:{key}").ShouldBe($"/developer/keys?key={key}");

        static string PathOf(AlertRule rule, string subject) => AlertDescriptions.PathOf(Alert.Create(Team, Start, rule, subject, "", ""));
    }

    [Theory]
    [InlineData(nameof(BudgetScope.Tenant), "9.9", true)]
    [InlineData(nameof(BudgetScope.Member), "0", true)]
    [InlineData(nameof(BudgetScope.Key), "0", true)]
    [InlineData(nameof(BudgetScope.Tenant), "10", false)] // It is used up, which is an alert of its own.
    public void A_budget_that_rejects_calls_before_it_is_used_up_is_reported_once(string scope, string spent, bool expected)
    {
        var key = KeyOf(expiresAt: null);
        var budget = BudgetOf() with { Scope = Enum.Parse<BudgetScope>(scope) };
        var subject = budget.Scope switch { BudgetScope.Member => key.MemberId.ToString(), BudgetScope.Key => key.Id.ToString(), _ => null };
        budget = budget with { ScopeId = subject };
        var use = new BudgetUse(budget, "the team", key.MemberId, Usd(spent), Start, Start.AddDays(30));
        var rejected = RejectionOf(key, AdmissionRejections.ScopeOf(budget), "$9.90 of $10.00 are spent, and this call can cost $0.20.");
        var facts = FactsAt(LastDay) with { Budgets = [use], Rejections = [rejected, rejected with { At = LastDay.AddMinutes(-2) }] };

        Rejecting(facts).Select(static alert => alert.Message).ShouldBe(expected
            ? ["The monthly budget of the team leaves too little for calls. One was rejected at 23:59 UTC: " + rejected.Message]
            : []);
        var raised = use with { Budget = budget with { Amount = NanoUsd.FromUsd(20) } };
        Rejecting(facts with { Budgets = [raised] }).ShouldBeEmpty("It was raised since.");
        Rejecting(facts with { Rejections = [rejected with { At = Start.AddSeconds(-1) }] })
            .ShouldBeEmpty("That was in the window before.");
        Rejecting(facts with { Rejections = [rejected with { Scope = "user.month" }] }).ShouldBeEmpty("That was another limit.");
        if (budget.Scope is BudgetScope.Tenant) return;
        var others = rejected with { KeyId = KeyId.New(Start), MemberId = MemberId.New(Start) };
        Rejecting(facts with { Rejections = [others] }).ShouldBeEmpty("That was the limit of someone else.");
    }

    [Fact]
    public void A_wallet_that_rejects_calls_before_it_is_empty_is_reported()
    {
        const string Message = "The team's wallet has $0.03 left, and this call can cost $0.05.";
        var wallet = new WalletState(Team, WalletMode.Prepaid, Usd("0.03"), Usd("70"));
        var rejected = RejectionOf(KeyOf(expiresAt: null), AdmissionRejections.WalletScope, Message);
        var facts = FactsAt(LastDay) with { Wallet = wallet, Rejections = [rejected] };

        AlertRules.Evaluate(facts).ShouldHaveSingleItem().Message
            .ShouldBe("The wallet has too little for calls. One was rejected at 23:59 UTC: " + Message);
        AlertRules.Evaluate(facts with { Wallet = wallet with { Balance = Usd("25") } }).ShouldBeEmpty("It was credited since.");
    }

    [Theory]
    [InlineData("10")]
    [InlineData("0")]
    public void An_empty_wallet_that_rejects_calls_is_one_alert(string today)
    {
        var wallet = new WalletState(Team, WalletMode.Prepaid, Usd("0"), Usd("70"));
        const string Message = "The team's wallet has $0.00 left, and this call can cost $0.05.";
        var rejected = RejectionOf(KeyOf(expiresAt: null), AdmissionRejections.WalletScope, Message);
        var facts = FactsAt(LastDay) with { Wallet = wallet, Today = Usd(today), Rejections = [rejected] };

        AlertRules.Evaluate(facts).ShouldHaveSingleItem().Subject.ShouldBe("empty");
    }

    private static ImmutableArray<Alert> Rejecting(TeamFacts facts) =>
        [.. AlertRules.Evaluate(facts).Where(static alert => alert.Occasion.EndsWith("/rejects", StringComparison.Ordinal))];

    private static Rejection RejectionOf(ApiKey key, string scope, string message) => new()
    {
        Id = RequestId.New(LastDay),
        At = LastDay.AddMinutes(-1),
        TeamId = Team,
        KeyId = key.Id,
        MemberId = key.MemberId,
        Path = "/v1/messages",
        Status = 402,
        Code = "CAP_REACHED",
        Scope = scope,
        Message = message,
    };

    private static ImmutableArray<Alert> Evaluate(Budget budget, string spent, DateTimeOffset now) =>
        AlertRules.Evaluate(FactsAt(now) with { Budgets = [new BudgetUse(budget, "the team", null, Usd(spent), Start, Start.AddDays(30))] });

    private static TeamFacts FactsAt(DateTimeOffset now) => new() { Team = Team, Now = now };

    private static NanoUsd Usd(string amount) => NanoUsd.FromUsd(decimal.Parse(amount, CultureInfo.InvariantCulture));

    private static Budget BudgetOf() => new()
    {
        Id = BudgetId.New(Start),
        TeamId = Team,
        Scope = BudgetScope.Tenant,
        Window = BudgetWindow.Month,
        Amount = NanoUsd.FromUsd(10),
        OnReach = ReachAction.Block,
        CreatedAt = Start,
        Version = 1,
    };

    private static ApiKey KeyOf(DateTimeOffset? expiresAt) => new()
    {
        Id = KeyId.New(Start),
        TeamId = Team,
        MemberId = MemberId.New(Start),
        Name = "laptop",
        Display = "jinf_ab…wxyz",
        Terms = new KeyTerms { RequestsPerMinute = 600 },
        CreatedAt = Start,
        ExpiresAt = expiresAt,
    };
}
