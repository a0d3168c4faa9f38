using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>
/// Pauses teams whose calls cost the operator much that no limit covers: of 24 hours more than a tenth of the team's tightest blocking
/// limit, and more than $1; without such a limit, they exceed budgets of runs, which callers name. Only amounts that a provider has
/// reported count, and not of calls that end with 503, because the gateway could not record them. The store has the sums of all nodes; a
/// node asks it when it has stored such a call, at most once a minute for a team, or when its own calls alone reach the amount.
/// </summary>
internal sealed partial class UnbilledGuard(
    ISpendHistoryStore history, IBudgetStore budgets, IWalletStore wallets, ITenancyStore tenancy, IKeyStore keys, IPauseStore pauses,
    PauseWriter writer, Signal<RecordStored> stored, TimeProvider time, ILogger<UnbilledGuard> logger) : StoredRecordGuard(stored)
{
    /// <summary>The amounts of this time count, and a pause ends after it.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromHours(24);

    private const int MaxTeams = 50_000;
    private const long PartOfLimit = 10;

    private static readonly NanoUsd MinAmount = NanoUsd.FromUsd(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>When a team was compared, and what it had left then, less what this node has added since.</summary>
    private readonly BoundedCache<TeamId, (long At, NanoUsd Left)> compared = new(MaxTeams);

    private protected override bool Concerns(UsageRecord record) =>
        record.Source is UsageSource.Provider or UsageSource.Drained && record.Status != StatusCodes.Status503ServiceUnavailable
        && !record.Simulated && record.Unbilled > NanoUsd.Zero;

    private protected override async Task EvaluateAsync(UsageRecord record, CancellationToken cancellationToken)
    {
        var team = record.TeamId;
        if (compared.TryGetValue(team, out var last))
        {
            var left = last.Left - record.Unbilled;
            compared.Set(team, (last.At, left));
            if (left >= NanoUsd.Zero && time.GetElapsedTime(last.At) < Interval) return;
        }

        var leaves = await CompareAsync(record, cancellationToken);
        compared.Set(team, (time.GetTimestamp(), leaves));
    }

    /// <summary>Pauses the team of a call if it is due.</summary>
    /// <returns>What the team has left before it is paused.</returns>
    private async Task<NanoUsd> CompareAsync(UsageRecord record, CancellationToken cancellationToken)
    {
        var (team, now, subject) = (record.TeamId, time.GetUtcNow(), record.TeamId.ToString());
        var from = now - Period;
        if (await pauses.FindAsync(team, PauseScope.Team, subject, cancellationToken) is { } before)
        {
            if (before.ResumedAt is null && before.IsOn(now)) return NanoUsd.Zero;
            var endedAt = before.EndsAt < now ? before.EndsAt : now;
            if (before.ResumedAt is null) await pauses.ResumeAsync(team, PauseScope.Team, subject, endedAt, cancellationToken);

            // What an operator has seen is not held against the team again.
            if (before.ResumedAt > from) from = before.ResumedAt.Value;
        }

        var spent = await history.SumAsync(team, from, cancellationToken);
        var tightest = await FindTightestAsync(team, spent.Cost, now, cancellationToken) ?? NanoUsd.Zero;
        var allowed = new NanoUsd(Math.Max(tightest.Value / PartOfLimit, MinAmount.Value));
        if (spent.Unbilled <= allowed) return allowed - spent.Unbilled;
        await writer.TryAddAsync(new Pause
        {
            TeamId = team,
            Scope = PauseScope.Team,
            Subject = subject,
            KeyId = record.KeyId,
            MemberId = record.MemberId,
            At = now,
            Reason = $"Its calls cost ${Format(spent.Unbilled)} in 24 hours that none of its limits covers, more than ${Format(allowed)}"
                + (tightest == NanoUsd.Zero ? "."
                    : $": a tenth of its tightest limit, ${Format(tightest)}, and at least ${Format(MinAmount)}."),
        });
        return NanoUsd.Zero;
    }

    /// <summary>
    /// The smallest of the limits that reject the team's calls: of its budgets, the caps of its members and keys, and what its wallet had
    /// at the start of the time. Null if it has none.
    /// </summary>
    private async Task<NanoUsd?> FindTightestAsync(TeamId team, NanoUsd spent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var caps = (await tenancy.ListMembersAsync(team, cancellationToken)).Select(CapBudgets.From)
            .Concat((await keys.ListAsync(team, cancellationToken)).Where(key => key.IsLive(now)).Select(CapBudgets.From))
            .OfType<Budget>();
        var amounts = (await budgets.ListAsync(team, cancellationToken)).Concat(caps)
            .Where(static budget => budget.OnReach == ReachAction.Block)
            .Select(budget => (long?)budget.AmountAt(now).Value);
        if (await wallets.GetAsync(team, cancellationToken) is { Mode: WalletMode.Prepaid } wallet)
            amounts = amounts.Append(Math.Max(0, wallet.Balance.Value + spent.Value));
        return amounts.Min() is { } least ? new NanoUsd(least) : null;
    }

    [LoggerMessage(
        LogEvents.UnbilledNotEvaluated, LogLevel.Warning,
        "What the calls of a team cost beyond its limits could not be compared with them. Its next such call is compared.")]
    private protected override partial void LogNotEvaluated(Exception fault);
}
