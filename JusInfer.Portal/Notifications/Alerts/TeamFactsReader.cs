using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>Reads the facts of one team from sums and open allowances, whose number does not grow with the number of calls.</summary>
internal sealed class TeamFactsReader(
    IAlertFacts facts, IBudgetStore budgets, ITenancyStore tenancy, IKeyStore keys, IUsageQueries usage, IWalletStore wallets, IPauseStore pauses,
    IRejectionStore rejections, TimeProvider time)
{
    private const int HistoryDays = 7;
    private const int MaxRejections = 200;

    public async Task<TeamFacts> ReadAsync(TeamId team, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var members = await tenancy.ListMembersAsync(team, cancellationToken);
        var all = await keys.ListAsync(team, cancellationToken);
        var live = all.Where(key => key.IsLive(now)).ToImmutableArray();
        var days = await ReadDaysAsync(team, now, cancellationToken);
        var rejected = await ReadRejectionsAsync(team, now, cancellationToken);
        return new TeamFacts
        {
            Team = team,
            Now = now,
            Budgets = await ReadBudgetsAsync(team, members, live, now, withUnused: !rejected.IsEmpty, cancellationToken),
            Wallet = await wallets.GetAsync(team, cancellationToken),
            Today = days.Today,
            EarlierDays = days.Earlier,
            RecentCalls = await ReadCallsAsync(team, live, now, cancellationToken),
            LiveKeys = live,
            ReportedKeys = [.. all.Where(key => key.ReportedAt > now - AlertRules.MaxReportAge)],
            Rejections = rejected,
            Pauses = [.. (await pauses.ListAsync(team, cancellationToken)).Where(pause => now < pause.EndsAt)],
        };
    }

    private async Task<ImmutableArray<BudgetUse>> ReadBudgetsAsync(
        TeamId team, ImmutableArray<Member> members, ImmutableArray<ApiKey> live, DateTimeOffset now, bool withUnused,
        CancellationToken cancellationToken)
    {
        var caps = members.Select(CapBudgets.From).Concat(live.Select(CapBudgets.From)).OfType<Budget>();
        var limits = (await budgets.ListAsync(team, cancellationToken)).SelectMany(budget => OfOne(budget, members, live)).Concat(caps).ToList();
        if (limits.Count == 0) return [];

        var zone = await budgets.GetTimeZoneAsync(team, cancellationToken);
        var subjects = limits.Select(static budget => budget.ScopeId ?? "").Distinct(StringComparer.Ordinal).ToList();
        var spent = await facts.ReadSpentAsync(team, subjects, now, cancellationToken);
        var (byMember, byKey) = (members.ToDictionary(static member => member.Id.ToString()), live.ToDictionary(static key => key.Id.ToString()));
        var uses = ImmutableArray.CreateBuilder<BudgetUse>();
        foreach (var budget in limits)
        {
            var (start, end) = WindowCalendar.Of(budget.Window, now, budget.IsCap ? TimeZoneInfo.Utc : zone);
            var allowance = new AllowanceId(team, KindOf(budget.Scope), budget.ScopeId ?? "", budget.Model ?? "", start, end);
            if (!spent.TryGetValue(allowance, out var cost) && !withUnused) continue; // No call has counted against it in this window.
            var key = byKey.GetValueOrDefault(allowance.Subject);
            var member = byMember.GetValueOrDefault(allowance.Subject);
            if (budget.Scope is BudgetScope.Key or BudgetScope.Member && key is null && member is null) continue; // Revoked or removed.
            uses.Add(new BudgetUse(budget, NameOf(budget, member, key), member?.Id ?? key?.Holder, cost, start, end));
        }

        return uses.ToImmutable();
    }

    /// <summary>
    /// A budget that each member or key has by itself, once for each. One that each end user or run has by itself raises no alerts: they could be thousands.
    /// </summary>
    private static IEnumerable<Budget> OfOne(Budget budget, ImmutableArray<Member> members, ImmutableArray<ApiKey> live) => budget switch
    {
        { Scope: BudgetScope.Member, ScopeId: null } => members.Select(member => budget with { ScopeId = member.Id.ToString() }),
        { Scope: BudgetScope.Key, ScopeId: null } => live.Select(key => budget with { ScopeId = key.Id.ToString() }),
        { Scope: BudgetScope.User or BudgetScope.Run, ScopeId: null } => [],
        _ => [budget],
    };

    private static string NameOf(Budget budget, Member? member, ApiKey? key) => budget.Scope switch
    {
        BudgetScope.Tenant => "the team",
        BudgetScope.Member => member?.Email ?? "a member",
        BudgetScope.Key => key is null ? "a key" : $"the key {key.Name}",
        BudgetScope.User => $"the end user {budget.ScopeId}",
        _ => $"the run {budget.ScopeId}",
    };

    private static AllowanceKind KindOf(BudgetScope scope) => scope switch
    {
        BudgetScope.Tenant => AllowanceKind.Team,
        BudgetScope.Member => AllowanceKind.Member,
        BudgetScope.Key => AllowanceKind.Key,
        BudgetScope.User => AllowanceKind.User,
        _ => AllowanceKind.Run,
    };

    private async Task<ImmutableArray<Rejection>> ReadRejectionsAsync(TeamId team, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ofMoney = new RejectionFilter
        {
            Team = team,
            Status = StatusCodes.Status402PaymentRequired,
            From = now - AlertRules.MaxRejectionAge,
            Limit = MaxRejections,
        };
        return (await rejections.ListAsync(ofMoney, cancellationToken)).Rejections;
    }

    private async Task<(NanoUsd Today, ImmutableArray<NanoUsd> Earlier)> ReadDaysAsync(TeamId team, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var window = new UsageWindow(team, today.AddDays(-HistoryDays), today.AddDays(1));
        var name = today.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var days = (await usage.BreakDownAsync(window, [UsageDimensions.Day], cancellationToken)).Where(static row => !row.IsRest).ToLookup(row => row.Group[0] == name, static row => row.Sums.Cost);
        return (days[true].Aggregate(NanoUsd.Zero, static (sum, cost) => sum + cost), [.. days[false]]);
    }

    private async Task<ImmutableArray<KeyCalls>> ReadCallsAsync(
        TeamId team, ImmutableArray<ApiKey> live, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (hourAgo, quarter) = (now.AddHours(-1), AlertRules.QuarterOf(now));
        var rows = await usage.BreakDownAsync(new UsageWindow(team, hourAgo > quarter ? hourAgo : quarter, now), [UsageDimensions.Key], cancellationToken);
        var byId = live.ToDictionary(static key => key.Id.ToString(), StringComparer.Ordinal);
        return [.. from row in rows where !row.IsRest && byId.ContainsKey(row.Group[0]) select new KeyCalls(byId[row.Group[0]], row.Sums)];
    }
}
