using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>Decides which alerts to raise. Pure: the same facts give the same alerts, which differ only in their ids.</summary>
internal static class AlertRules
{
    /// <summary>Alerts are raised when these percentages of a budget are reached.</summary>
    public static readonly ImmutableArray<int> Thresholds = [50, 80, 100];

    /// <summary>A wallet is low if its money lasts for less than this.</summary>
    public const decimal MinRunwayDays = 3;

    /// <summary>The spend of a day is far above history if it is more than this many times that of the most expensive of the seven days before.</summary>
    public const int SpendFactor = 3;

    /// <summary>A team that spent money on fewer of the seven days before has no history to compare with.</summary>
    public const int MinEarlierDays = 3;

    /// <summary>Fewer failed calls are not a streak.</summary>
    public const int MinErrors = 20;

    /// <summary>How long before its end a key is about to expire, at most. Keys with a short life: the last quarter of it.</summary>
    public static readonly TimeSpan MaxExpiryNotice = TimeSpan.FromDays(7);

    /// <summary>How long after a report of a key there can still be an alert about it. Shorter than alerts are kept, so that there is only one.</summary>
    public static readonly TimeSpan MaxReportAge = TimeSpan.FromDays(1);

    /// <summary>How long after a call was rejected for lack of money there can still be an alert about it.</summary>
    public static readonly TimeSpan MaxRejectionAge = TimeSpan.FromHours(1);

    /// <summary>A forecast needs this part of the window.</summary>
    private const double MinElapsed = 0.1;

    private const int QuarterHours = 6;

    /// <summary>A day that costs less is not worth an alert.</summary>
    private static readonly NanoUsd MinSpend = NanoUsd.FromUsd(5);

    /// <summary>The alerts of a team. Those that were raised before are among them.</summary>
    public static ImmutableArray<Alert> Evaluate(TeamFacts facts) =>
    [
        .. facts.Budgets.SelectMany(use => OfBudget(use, facts.Now)),
        .. facts.Budgets.SelectMany(use => OfRejections(use, facts)),
        .. OfWallet(facts),
        .. OfSpendRate(facts),
        .. facts.RecentCalls.SelectMany(calls => OfErrors(calls, facts.Now)),
        .. facts.LiveKeys.SelectMany(key => OfExpiry(key, facts.Now)),
        .. facts.ReportedKeys.Select(key => OfReport(key, facts.Now)),
        .. facts.Pauses.Select(pause => OfPause(pause, facts.Now)),
    ];

    /// <summary>The alert for a team of the operator about a provider of which no endpoint works.</summary>
    public static Alert OfProvider(TeamId operators, string provider, DateTimeOffset now) => Alert.Create(
        operators, now, AlertRule.ProviderDown, provider, Minute(QuarterOf(now)), $"Every endpoint of the provider {provider} that was called recently fails.");

    /// <param name="team">The team of the webhook.</param>
    /// <param name="webhook">The webhook.</param>
    /// <param name="host">The host that it names.</param>
    /// <param name="reason">Why it was disabled, as a sentence.</param>
    /// <param name="now">The current time.</param>
    public static Alert OfWebhook(TeamId team, WebhookId webhook, string host, string reason, DateTimeOffset now) =>
        Alert.Create(
            team, now, AlertRule.WebhookDisabled, webhook.ToString(), Minute(now), $"The webhook at {host} is disabled. {reason}");

    /// <summary>
    /// The start of the quarter of the day (UTC), 0, 6, 12 or 18 o'clock: the window of alerts about something that can last or come back.
    /// </summary>
    public static DateTimeOffset QuarterOf(DateTimeOffset now)
    {
        var utc = now.UtcDateTime;
        return new DateTimeOffset(utc.Date.AddHours(utc.Hour / QuarterHours * QuarterHours), TimeSpan.Zero);
    }

    /// <summary>The highest threshold that is reached, and a forecast while it is not used up.</summary>
    private static IEnumerable<Alert> OfBudget(BudgetUse use, DateTimeOffset now)
    {
        var (budget, spent) = (use.Budget, use.Spent);
        var amount = budget.AmountAt(now);
        if (amount <= NanoUsd.Zero) yield break;

        var (subject, occasion) = (SubjectOf(budget), OccasionOf(use, amount));
        var name = NameOf(use);
        var reached = Thresholds.LastOrDefault(percent => spent.Usd * 100 >= amount.Usd * percent);
        if (reached > 0)
        {
            yield return Alert.Create(
                budget.TeamId, now, AlertRule.BudgetThreshold, subject, $"{occasion}/{reached}",
                $"{name} is used by {reached} percent or more: {Usd(spent)} of {Usd(amount)}.{(reached < 100 ? "" : EffectOf(budget.OnReach))}", use.Member);
        }

        if (spent < amount && ForecastOf(use, now) is { } forecast && forecast > amount)
        {
            yield return Alert.Create(
                budget.TeamId, now, AlertRule.BudgetForecast, subject, occasion,
                $"{name} will be exceeded at the current rate: {Usd(spent)} of {Usd(amount)} are used, and {Usd(forecast)} are expected by "
                + $"{Readable(use.End)}.", use.Member);
        }
    }

    /// <summary>A budget that rejects calls before it is used up, because each call holds the most that it can cost.</summary>
    private static IEnumerable<Alert> OfRejections(BudgetUse use, TeamFacts facts)
    {
        var (budget, amount) = (use.Budget, use.Budget.AmountAt(facts.Now));
        if (use.Spent >= amount || facts.Rejections.FirstOrDefault(IsBy) is not { } rejected) yield break;
        yield return Alert.Create(
            budget.TeamId, facts.Now, AlertRule.BudgetThreshold, SubjectOf(budget), $"{OccasionOf(use, amount)}/rejects",
            $"{NameOf(use)} leaves too little for calls. One was rejected at {DateFormat.Clock(rejected.At)} UTC: {rejected.Message}", use.Member);

        bool IsBy(Rejection rejected) => AdmissionRejections.IsBy(rejected, budget, amount, use.Start) && budget.Scope switch
        {
            BudgetScope.Tenant => true,
            BudgetScope.Member => rejected.MemberId?.ToString() == budget.ScopeId,
            BudgetScope.Key => rejected.KeyId.ToString() == budget.ScopeId,
            _ => false, // Whose call it was is not stored.
        };
    }

    /// <summary>With the amount: after a change of the budget, its percentages are others.</summary>
    private static string OccasionOf(BudgetUse use, NanoUsd amount) => $"{Minute(use.Start)}/{amount.Value.ToString(CultureInfo.InvariantCulture)}";

    private static string SubjectOf(Budget budget) => $"{budget.Id}:{budget.ScopeId}";

    private static IEnumerable<Alert> OfWallet(TeamFacts facts)
    {
        // In demo mode, calls have a price and no team has money.
        if (facts.Wallet is not { Mode: WalletMode.Prepaid, Balance: var balance } wallet || wallet.Credited <= NanoUsd.Zero) yield break;
        var rejected = facts.Rejections.FirstOrDefault(rejected => AdmissionRejections.IsByWallet(rejected, balance));
        var days = DaysLeft.DaysOf(balance, [facts.Today, .. facts.EarlierDays]);
        if (balance <= NanoUsd.Zero)
        {
            if (days is not null || rejected is not null)
                yield return Create("empty", "The wallet is empty. Calls are rejected with 402 WALLET_EMPTY.");
            yield break;
        }

        if (rejected is not null)
        {
            var at = DateFormat.Clock(rejected.At);
            yield return Create("rejects", $"The wallet has too little for calls. One was rejected at {at} UTC: {rejected.Message}");
        }

        if (days < MinRunwayDays)
        {
            var left = string.Create(CultureInfo.InvariantCulture, $"{days:0.#} {(days == 1 ? "day" : "days")}");
            yield return Create("low", $"The wallet has {Usd(balance)}, which lasts for about {left} at the rate of the last week.");
        }

        Alert Create(string subject, string message) =>
            Alert.Create(facts.Team, facts.Now, AlertRule.WalletLow, subject, Day(facts.Now), message);
    }

    private static IEnumerable<Alert> OfSpendRate(TeamFacts facts)
    {
        var earlier = facts.EarlierDays.Where(static cost => cost > NanoUsd.Zero).ToList();
        if (earlier.Count < MinEarlierDays || facts.Today < MinSpend || facts.Today.Usd <= earlier.Max().Usd * SpendFactor) yield break;
        yield return Alert.Create(
            facts.Team, facts.Now, AlertRule.SpendRate, "team", Day(facts.Now),
            $"The team has spent {Usd(facts.Today)} today (UTC), more than {SpendFactor} times as much as on the most expensive of the seven days before, {Usd(earlier.Max())}.");
    }

    private static IEnumerable<Alert> OfErrors(KeyCalls calls, DateTimeOffset now)
    {
        var (key, sums) = (calls.Key, calls.Sums);
        if (sums.Errors < MinErrors || sums.Errors * 2 < sums.Requests) yield break;
        yield return Alert.Create(
            key.TeamId, now, AlertRule.ErrorStreak, key.Id.ToString(), Minute(QuarterOf(now)),
            string.Create(CultureInfo.InvariantCulture, $"{sums.Errors} of the {sums.Requests} recent calls of the key {key.Name} failed."), key.Holder);
    }

    private static IEnumerable<Alert> OfExpiry(ApiKey key, DateTimeOffset now)
    {
        if (key.ExpiresAt is { } end && IsNear(key.CreatedAt, end, now))
            yield return OfExpiry(key, end, now, $"The key {key.Name} ({key.Display}) expires on {Readable(end)}.");

        // One that ends with the key is in that alert.
        if (key.PreviousAt(now) is { LastUsedAt: not null } previous && previous.EndsAt != key.ExpiresAt
            && IsNear(key.RotatedAt ?? key.CreatedAt, previous.EndsAt, now))
        {
            var name = $"{previous.Display} of the key {key.Name}";
            yield return OfExpiry(
                key, previous.EndsAt, now, $"The old secret {name} was used after the rotation and ends on {Readable(previous.EndsAt)}.");
        }
    }

    private static Alert OfExpiry(ApiKey key, DateTimeOffset end, DateTimeOffset now, string message) =>
        Alert.Create(key.TeamId, now, AlertRule.KeyExpiring, key.Id.ToString(), Minute(end), message, key.Holder);

    /// <summary>Whether the last quarter of a time has begun, or its last days.</summary>
    private static bool IsNear(DateTimeOffset start, DateTimeOffset end, DateTimeOffset now)
    {
        var quarter = (end - start) / 4;
        return end > now && end - now <= (quarter < MaxExpiryNotice ? quarter : MaxExpiryNotice);
    }

    private static Alert OfReport(ApiKey key, DateTimeOffset now) => Alert.Create(
        key.TeamId, now, AlertRule.KeyReported, key.Id.ToString(), "",
        $"The key {key.Name} ({key.Display}) was reported as leaked on {Readable(key.ReportedAt!.Value)} and is revoked.", key.Holder);

    /// <summary>The alert for a team of the operator about a team that is paused, or for the team itself.</summary>
    public static Alert OfPausedTeam(TeamId recipient, Pause pause, DateTimeOffset now)
    {
        var name = recipient == pause.TeamId ? "The team" : $"The team {pause.Subject}";
        var message = $"{name} is paused until {Readable(pause.EndsAt)}, or until an operator resumes it. {pause.Reason}";
        return OfPause(recipient, pause, now, message, member: null);
    }

    private static Alert OfPause(Pause pause, DateTimeOffset now)
    {
        if (pause.Scope == PauseScope.Team) return OfPausedTeam(pause.TeamId, pause, now);
        var message = $"Runaway protection has paused a {EnumFormat.Format(pause.Scope)}. {pause.Reason}";
        return OfPause(pause.TeamId, pause, now, message, pause.MemberId);
    }

    private static Alert OfPause(TeamId recipient, Pause pause, DateTimeOffset now, string message, MemberId? member) => Alert.Create(
        recipient, now, AlertRule.Paused, $"{EnumFormat.Format(pause.Scope)}:{pause.Subject}",
        pause.At.UtcTicks.ToString(CultureInfo.InvariantCulture), message, member);

    /// <summary>The name of a budget or cap at the start of a sentence.</summary>
    public static string NameOf(BudgetUse use) => $"The {PeriodOf(use.Budget)} {(use.Budget.IsCap ? "cap" : "budget")} of {use.Name}";

    /// <summary>What will be spent in the window at the current rate; null if it does not end, or has only begun.</summary>
    public static NanoUsd? ForecastOf(BudgetUse use, DateTimeOffset now)
    {
        if (use.End >= Timestamps.Never) return null;
        var elapsed = (now - use.Start) / (use.End - use.Start);
        return elapsed < MinElapsed ? null : new NanoUsd((long)(use.Spent.Value / elapsed));
    }

    /// <summary>What happens to calls when a budget is used up, as a sentence after another one.</summary>
    public static string EffectOf(ReachAction onReach) => onReach switch
    {
        ReachAction.Notify => " It does not reject calls.",
        ReachAction.Economy => " Automatic routing uses the cheapest capable model, and calls that name a model are rejected.",
        _ => " New calls are rejected with 402.",
    };

    private static string PeriodOf(Budget budget) => budget.Window switch
    {
        BudgetWindow.Day => "daily",
        BudgetWindow.Week => "weekly",
        BudgetWindow.Month => "monthly",
        _ => "total",
    };

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private static string Readable(DateTimeOffset time) => $"{DateFormat.Minute(time)} UTC";

    private static string Usd(NanoUsd amount) => $"${amount.Usd.ToString("0.00##", CultureInfo.InvariantCulture)}";
}
