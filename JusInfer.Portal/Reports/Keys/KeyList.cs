using System.Collections.Immutable;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Reports.Keys;

/// <summary>
/// Reads the keys that a member may see with what each did and what blocks it. The number of queries does not grow with the
/// number of keys.
/// </summary>
internal sealed class KeyList(
    ApiKeyService keys, ITenancyStore tenancy, IUsageQueries usage, PauseCache pauses, BudgetSpend budgets, IWalletStore wallets,
    IRejectionStore rejections, CatalogSource catalog, TimeProvider time)
{
    private const int PaymentRequired = 402;

    /// <summary>The rejected calls that are looked at, newest first. Those of one key and minute are listed only a few times.</summary>
    private const int MaxRejections = 200;

    /// <summary>Of so many keys whose calls were rejected it is read whether a later call succeeded.</summary>
    private const int MaxRejectedKeys = 10;

    private static readonly TimeSpan RejectionPeriod = TimeSpan.FromDays(1);

    /// <summary>The keys, newest first.</summary>
    public async Task<ImmutableArray<KeyTableRow>> ReadAsync(Member me, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await ReadAsync(me, await ReadRejectedAsync(me.TeamId, now, cancellationToken), now, cancellationToken);
    }

    /// <summary>
    /// The keys that are blocked although no limit is used up: one leaves too little for what a call can cost. One query if no call
    /// was rejected.
    /// </summary>
    public async Task<ImmutableArray<KeyTableRow>> ReadRejectedAsync(Member me, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rejected = await ReadRejectedAsync(me.TeamId, now, cancellationToken);
        if (rejected.Count == 0) return [];
        var rows = await ReadAsync(me, rejected, now, cancellationToken);
        return [.. rows.Where(static row => row is { Status: KeyStatus.Blocked, Block.RejectedAt: not null })];
    }

    private async Task<ImmutableArray<KeyTableRow>> ReadAsync(
        Member me, Dictionary<KeyId, Rejection> rejected, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var listed = await keys.ListAsync(me, cancellationToken);
        var members = (await tenancy.ListMembersAsync(me.TeamId, cancellationToken)).ToDictionary(static member => member.Id);
        var emails = members.ToDictionary(static pair => pair.Key, static pair => pair.Value.Email);
        var (month, today) = (UtcMonth.Of(now), TimelineStep.Day.Floor(now));
        var first = today.AddDays(1 - KeyTableRow.Days);
        var costs = (await usage.ReadKeyCostsAsync(
            new UsageWindow(me.TeamId, first < month ? first : month, today.AddDays(1)), TimelineStep.Day, cancellationToken))
            .ToLookup(static cost => cost.Key);
        var paused = await pauses.GetAsync(me.TeamId, cancellationToken);
        var obstacles = await ReadObstaclesAsync(me, members, now, cancellationToken);
        return [.. listed.Select(RowOf)];

        KeyTableRow RowOf(ApiKey key)
        {
            var outranks = !members.TryGetValue(key.HolderId, out var holder) || me.Role.Outranks(holder.Role);
            var row = new KeyTableRow(key, KeyDescriptions.HolderOf(key, emails), now)
            {
                Costs = [.. costs[key.Id]],
                Pause = paused.Find(key.Id),
                CanLimit = me.Role.Manages() && outranks,
                CanChange = me.Role.Calls() && outranks,
            };
            return row with { Block = obstacles.Of(key, row.Spent, rejected.GetValueOrDefault(key.Id)) };
        }
    }

    private async Task<KeyObstacles> ReadObstaclesAsync(
        Member me, IReadOnlyDictionary<MemberId, Member> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var spent = (await usage.BreakDownAsync(UsageWindow.MonthOf(me.TeamId, now), [UsageDimensions.Member], cancellationToken))
            .Where(static row => !row.IsRest).ToDictionary(static row => row.Group[0], static row => row.Sums.Cost, StringComparer.Ordinal);
        var used = await budgets.ReadUsedAsync(me.TeamId, cancellationToken);
        var wallet = catalog.Current.IsDemo ? null : await wallets.GetAsync(me.TeamId, cancellationToken);
        return new KeyObstacles(me, members, spent, used, wallet, now);
    }

    /// <summary>
    /// The last call of each key that a limit of money has rejected in the last day, without the keys with which a later call
    /// succeeded.
    /// </summary>
    private async Task<Dictionary<KeyId, Rejection>> ReadRejectedAsync(TeamId team, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var filter = new RejectionFilter { Team = team, Status = PaymentRequired, From = now - RejectionPeriod, Limit = MaxRejections };
        var last = (await rejections.ListAsync(filter, cancellationToken)).Rejections
            .DistinctBy(static rejection => rejection.KeyId).Take(MaxRejectedKeys);
        var found = new Dictionary<KeyId, Rejection>();
        foreach (var rejection in last)
        {
            var later = new RequestFilter { Team = team, Key = rejection.KeyId, Errors = false, From = rejection.At, Limit = 1 };
            if ((await usage.ListRequestsAsync(later, cancellationToken)).Records.IsEmpty) found.Add(rejection.KeyId, rejection);
        }

        return found;
    }
}
