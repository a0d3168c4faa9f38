using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>Reads the data of the Usage tab. Sums of hours and days come from the tables of sums, so their time does not grow with the number of calls; those of the last hour, and of a repository or a label, from at most <see cref="IUsageQueries.MaxTimelineCalls"/> calls.</summary>
internal sealed class UsageReader(IUsageQueries usage, IKeyStore keys, ITenancyStore tenancy, CompletionReader completions, IWalletStore wallets, IHeldAmounts held)
{
    private const int PageSize = 50;

    /// <summary>The number of repositories and of labels to choose from.</summary>
    private const int MaxOptions = 100;

    public async Task<UsageViewModel> ReadAsync(TeamId team, UsageQuery query, CancellationToken cancellationToken)
    {
        var window = query.WindowOf(team);
        var requests = await usage.ListRequestsAsync(query.FilterOf(team, PageSize), cancellationToken);
        UsageGroup? group = query.IsGroupedByName ? null : query.Group;
        var timeline = await usage.ReadTimelineAsync(window, query.Step, group, query.SumFilter, cancellationToken);
        var (compared, previous, previousIsTruncated) = await CompareAsync(team, query, timeline, cancellationToken);
        return new UsageViewModel
        {
            Query = query,
            Timeline = timeline.Rows,
            IsTruncated = timeline.IsTruncated || previousIsTruncated,
            Named = query is { IsGroupedByName: true, IsFiltered: false } ? await usage.BreakDownAsync(window, [query.Group], cancellationToken) : [],
            Compared = compared,
            Previous = previous,
            Models = Options(await usage.BreakDownAsync(window, [UsageGroup.Model], cancellationToken), query.Model),
            Providers = Options(await usage.BreakDownAsync(window, [UsageGroup.Provider], cancellationToken), query.Provider),
            Repositories = Options(await usage.BreakDownAsync(window, [UsageGroup.Repository], cancellationToken), query.Repository, MaxOptions),
            Labels = Options(await usage.BreakDownAsync(window, [UsageGroup.Label], cancellationToken), query.Label, MaxOptions),
            Requests = requests.Records,
            Next = requests.Next,
            Completion = await ReadCompletionAsync(window, cancellationToken),
            RunwayDays = await ReadRunwayAsync(team, query, cancellationToken),
            KeyNames = (await keys.ListAsync(team, cancellationToken)).ToImmutableDictionary(static key => key.Id.ToString(), static key => key.Name),
            MemberNames = (await tenancy.ListMembersAsync(team, cancellationToken)).ToImmutableDictionary(static member => member.Id.ToString(), static member => member.Email),
        };
    }

    /// <summary>Reads the period before, and the part of this period that is as long.</summary>
    private async Task<(UsageSums Compared, UsageSums Previous, bool IsTruncated)> CompareAsync(TeamId team, UsageQuery query, UsageTimeline timeline, CancellationToken cancellationToken)
    {
        var before = query.PreviousWindowOf(team);
        if (!query.IsComparedByHours)
        {
            var calls = await usage.ReadTimelineAsync(before, query.Step, group: null, query.SumFilter, cancellationToken);
            return (timeline.Total, calls.Total, calls.IsTruncated);
        }

        var compared = query.LastIsIncomplete ? await usage.SumAsync(query.ComparedWindowOf(team), query.SumFilter, cancellationToken) : timeline.Total;
        return (compared, await usage.SumAsync(before, query.SumFilter, cancellationToken), false);
    }

    private static ImmutableArray<string> Options(ImmutableArray<UsageRow> rows, string? chosen, int limit = int.MaxValue) =>
    [
        .. rows.Where(static row => !row.IsRest).Take(limit).Select(static row => row.Group[0]).Append(chosen ?? "").Where(static name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private async Task<TaskCompletion?> ReadCompletionAsync(UsageWindow window, CancellationToken cancellationToken)
    {
        var completion = await completions.ReadAsync(window.Team, window.From, window.To, cancellationToken);
        if (!completion.IsEmpty) return completion;
        return await tenancy.FindTeamAsync(window.Team, cancellationToken) is { Routing.ControlPercent: > 0 } ? completion : null;
    }

    /// <summary>How many days the wallet lasts; null for a team that pays later, and if nothing was charged.</summary>
    private async Task<decimal?> ReadRunwayAsync(TeamId team, UsageQuery query, CancellationToken cancellationToken)
    {
        var wallet = await wallets.GetAsync(team, cancellationToken);
        if (wallet.Mode != WalletMode.Prepaid || wallet.Settled <= NanoUsd.Zero) return null;
        var today = new DateTimeOffset(query.Now.UtcDateTime.Date, TimeSpan.Zero);
        var days = await usage.BreakDownAsync(new UsageWindow(team, today.AddDays(1 - DaysLeft.Days), today.AddDays(1)), [UsageGroup.Day], cancellationToken);
        return DaysLeft.DaysOf(wallet.Balance - held.OfWallet(team), days.Select(static day => day.Sums.Cost));
    }
}
