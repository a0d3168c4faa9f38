using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Components.Developer.Overview;

/// <summary>
/// What needs the attention of a member: what would raise an alert now, and what rejects calls. Members without a part in the
/// team's spend see what concerns them.
/// </summary>
/// <param name="me">The reader.</param>
/// <param name="facts">What is known of the team.</param>
internal sealed class Attention(Member me, TeamFacts facts)
{
    private static readonly TimeSpan ReportNotice = TimeSpan.FromDays(14);

    private DateTimeOffset Now => facts.Now;

    /// <param name="keys">The keys that the reader may see.</param>
    /// <param name="blocked">Those of them that a limit blocks which is not used up.</param>
    /// <param name="webhooks">The webhooks that the reader may see.</param>
    /// <param name="health">The health of the providers; null for a reader who is no operator.</param>
    /// <returns>The items, the severe ones first.</returns>
    public ImmutableArray<AttentionItem> List(
        ImmutableArray<ApiKey> keys, ImmutableArray<KeyTableRow> blocked, ImmutableArray<Webhook> webhooks, HealthReport? health)
    {
        var items = (health is null ? [] : OfProviders(health))
            .Concat(facts.Pauses.Where(pause => pause.Scope is PauseScope.Team || IsVisible(pause.MemberId))
                .Select(pause => OfPause(pause, keys)))
            .Concat(facts.Budgets.Where(use => use.Member is null || IsVisible(use.Member)).Select(OfLimit).OfType<AttentionItem>())
            .Concat(blocked.Select(OfBlocked))
            .Concat(OfCalls())
            .Concat(keys.Where(key => Now - key.ReportedAt < ReportNotice).Select(OfReport))
            .Concat(keys.Where(IsExpiring).Select(OfExpiry))
            .Concat(keys.Select(OfOldSecret).OfType<AttentionItem>())
            .Concat(webhooks.Select(OfWebhook).OfType<AttentionItem>());
        return [.. items.OrderByDescending(static item => item.IsSevere)];
    }

    private bool IsVisible(MemberId? member) => me.Role.ManagesSpend() || member == me.Id;

    private static IEnumerable<AttentionItem> OfProviders(HealthReport health) =>
        from endpoint in health.Endpoints
        where endpoint.State is not EndpointState.Available
        group endpoint by endpoint.Provider into failing
        let last = failing.Select(static endpoint => endpoint.LastFailure).OfType<FailureStatus>().MaxBy(static failure => failure.At)
        let models = failing.Select(static endpoint => endpoint.Model).Distinct(StringComparer.Ordinal).ToArray()
        let reason = last is null ? "" : $": {AttemptDescriptions.Describe(last.Outcome, last.Status)}"
        select new AttentionItem(
            AttentionKind.Provider,
            $"{failing.Key} is not called for {(models.Length == 1 ? models[0] : $"{models.Length} models")}{reason}.",
            new AttentionFix("Open providers", "/operator/providers"),
            IsSevere: true,
            At: last?.At);

    private AttentionItem OfPause(Pause pause, ImmutableArray<ApiKey> keys)
    {
        if (pause.Scope is PauseScope.Run)
        {
            return new AttentionItem(
                AttentionKind.Pause,
                $"The run {pause.Subject} is paused. {pause.Reason}",
                new AttentionFix("Open the run", $"/developer/runs/{RunPath.SegmentOf(pause.Subject)}"),
                IsSevere: true,
                At: pause.At);
        }

        if (pause.Scope is PauseScope.Team)
        {
            return new AttentionItem(
                AttentionKind.Pause,
                AlertRules.OfPausedTeam(pause.TeamId, pause, Now).Message,
                new AttentionFix("See the limits", "/developer/limits"),
                IsSevere: true,
                At: pause.At);
        }

        var name = keys.FirstOrDefault(key => key.Id == pause.KeyId)?.Name ?? pause.Subject;
        var fix = me.Role.Calls()
            ? new AttentionFix("Resume") { Resume = pause.KeyId }
            : new AttentionFix("See its calls", $"/developer/requests?key={pause.KeyId}");
        return new AttentionItem(AttentionKind.Pause, $"The key {name} is paused. {pause.Reason}", fix, IsSevere: true, At: pause.At);
    }

    /// <summary>A limit that is used up, nearly so, or will be.</summary>
    private AttentionItem? OfLimit(BudgetUse use)
    {
        var (budget, amount) = (use.Budget, use.Budget.AmountAt(Now));
        var (ratio, sums) = (NumberFormat.Share(use.Spent, amount), $"{NumberFormat.Money(use.Spent)} of {NumberFormat.Money(amount)}");
        if (use.Spent >= amount)
        {
            return new AttentionItem(
                AttentionKind.Limit,
                $"{AlertRules.NameOf(use)} is used up: {sums}.{AlertRules.EffectOf(budget.OnReach)}",
                FixOf(budget),
                IsSevere: budget.OnReach is not ReachAction.Notify);
        }

        if (ratio >= KeyTableRow.HighUse)
            return new AttentionItem(
                AttentionKind.Limit, $"{AlertRules.NameOf(use)} is {NumberFormat.Percent(ratio)} used: {sums}.", FixOf(budget));
        return AlertRules.ForecastOf(use, Now) is { } forecast && forecast > amount
            ? new AttentionItem(
                AttentionKind.Limit,
                $"{AlertRules.NameOf(use)} will be exceeded at the current rate: "
                + $"{NumberFormat.Money(forecast)} of {NumberFormat.Money(amount)} are expected.",
                FixOf(budget))
            : null;
    }

    private AttentionItem OfBlocked(KeyTableRow row)
    {
        var block = row.Block!;
        var fix = block.Budget is { } budget ? FixOf(budget) : new AttentionFix("Open the wallet", "/developer/wallet");
        var text = $"The key {row.Key.Name} is blocked ({block.Limit}). {block.Reason}";
        return new AttentionItem(AttentionKind.Limit, text, fix, IsSevere: true, At: block.RejectedAt);
    }

    private AttentionFix FixOf(Budget budget) => budget switch
    {
        { IsCap: true, Scope: BudgetScope.Key, ScopeId: { } key } when me.Role.Manages() =>
            new AttentionFix("Raise the cap", $"/developer/keys?key={key}&tab=limits"),
        { IsCap: true, Scope: BudgetScope.Member } when me.Role.ManagesSpend() => new AttentionFix("Raise the cap", "/developer/members"),
        { IsCap: false } when me.Role.ManagesSpend() => new AttentionFix("Raise the budget", "/developer/budgets"),
        _ => new AttentionFix("See the limits", "/developer/limits"),
    };

    /// <summary>A low wallet, unusual spend, and keys whose calls fail, as the alerts have them.</summary>
    private IEnumerable<AttentionItem> OfCalls() =>
        from alert in AlertRules.Evaluate(facts with { Budgets = [], Pauses = [], LiveKeys = [], ReportedKeys = [] })
        where IsVisible(alert.MemberId)
        select alert.Rule switch
        {
            AlertRule.WalletLow => new AttentionItem(
                AttentionKind.Limit,
                alert.Message,
                new AttentionFix("Open the wallet", "/developer/wallet"),
                IsSevere: facts.Wallet?.Balance <= NanoUsd.Zero),
            AlertRule.SpendRate => new AttentionItem(
                AttentionKind.Calls, alert.Message, new AttentionFix("See the usage", "/developer/usage?range=7d&by=key")),
            _ => new AttentionItem(
                AttentionKind.Calls,
                alert.Message,
                new AttentionFix("See the errors", $"/developer/requests?key={alert.Subject}&status=error"),
                IsSevere: true),
        };

    private static AttentionItem OfReport(ApiKey key) => new(
        AttentionKind.Key,
        $"The key {key.Name} was reported as leaked and is revoked.",
        new AttentionFix("See its calls", $"/developer/requests?key={key.Id}"),
        IsSevere: true,
        At: key.ReportedAt);

    private bool IsExpiring(ApiKey key) =>
        key.IsLive(Now) && key.ExpiresAt - Now <= KeyTableRow.ExpiryNotice && !PlaygroundKeys.Include(key);

    private AttentionItem OfExpiry(ApiKey key)
    {
        var fix = me.Role.Manages()
            ? new AttentionFix("Change the expiry", $"/developer/keys?key={key.Id}&tab=access")
            : new AttentionFix("See the key", $"/developer/keys?key={key.Id}");
        return new AttentionItem(AttentionKind.Key, $"The key {key.Name} expires {TimeTo(key.ExpiresAt!.Value)}.", fix);
    }

    /// <summary>A secret that clients used although another had taken its place: their calls fail when it ends.</summary>
    private AttentionItem? OfOldSecret(ApiKey key) =>
        key.PreviousAt(Now) is { LastUsedAt: not null, EndsAt: var end } && end - Now <= KeyTableRow.ExpiryNotice
            ? new AttentionItem(
                AttentionKind.Key,
                $"The old secret of the key {key.Name} was used after the rotation and ends {TimeTo(end)}.",
                new AttentionFix("See the key", $"/developer/keys?key={key.Id}"))
            : null;

    private string TimeTo(DateTimeOffset end)
    {
        var rest = end - Now;
        return rest < TimeSpan.FromHours(1) ? "in less than an hour"
            : rest < TimeSpan.FromDays(2)
                ? string.Create(CultureInfo.InvariantCulture, $"in {(int)rest.TotalHours} {((int)rest.TotalHours == 1 ? "hour" : "hours")}")
            : string.Create(CultureInfo.InvariantCulture, $"in {(int)rest.TotalDays} days");
    }

    private static AttentionItem? OfWebhook(Webhook webhook)
    {
        var fix = new AttentionFix("Open the webhook", $"/developer/webhooks/{webhook.Id}");
        if (webhook is { IsEnabled: false, DisabledReason: { } reason })
            return new AttentionItem(
                AttentionKind.Webhook,
                $"The webhook at {webhook.Origin} is disabled. {reason}",
                fix,
                IsSevere: true,
                At: webhook.FailingSince);
        return webhook is { IsEnabled: true, FailingSince: { } since }
            ? new AttentionItem(AttentionKind.Webhook, $"Deliveries to the webhook at {webhook.Origin} fail.", fix, At: since)
            : null;
    }
}
