using System.Collections.Immutable;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using JusInfer.Portal.Usage.Rejections;
using JusInfer.Portal.Usage.Runs;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Benchmarks.Usage;

/// <summary>The queries of the views for one team. Each returns the number of its rows.</summary>
internal sealed class ViewQueries(IServiceProvider services, TeamId team, DateTimeOffset end)
{
    private readonly IUsageQueries usage = Get<IUsageQueries>(services);

    private SettledPosition? middle;

    public DateTimeOffset End => end;

    /// <summary>A page of 50 calls.</summary>
    public RequestFilter Page { get; } = new() { Team = team, Limit = 50 };

    public UsageWindow Month { get; } = UsageWindow.MonthOf(team, end.AddTicks(-1));

    public UsageWindow LastDays(int days) => new(team, end.AddDays(-days), end);

    public async Task<int> SumAsync(UsageWindow window, params ImmutableArray<UsageDimension> groups) =>
        (await usage.BreakDownAsync(window, groups, CancellationToken.None)).Length;

    /// <summary>All that the Usage tab reads for a query string.</summary>
    public async Task<int> UsagePageAsync(string query)
    {
        var reader = new UsageReader(usage, Get<IKeyStore>(services), Get<ITenancyStore>(services), UsageDimensions.Standard);
        var parameters = QueryHelpers.ParseQuery(query);
        var filter = UsageFilter.Parse(
            name => parameters.TryGetValue(name, out var value) ? value.ToString() : null, UsageDimensions.Standard, end.AddTicks(-1),
            UsageDimensions.Model);
        var view = await reader.ExploreAsync(team, filter, UsageNames.None, CancellationToken.None);
        return view.Report.Rows.Length + view.Series.Length;
    }

    public async Task<int> KeyDaysAsync(UsageWindow window) =>
        (await usage.ReadKeyCostsAsync(window, TimelineStep.Day, CancellationToken.None)).Length;

    public async Task<int> CallsAsync(RequestFilter filter) => (await usage.ListRequestsAsync(filter, CancellationToken.None)).Records.Length;

    /// <summary>A page after a call of the middle.</summary>
    public async Task<int> SettledCallsAsync(RequestFilter filter)
    {
        var firstHalf = Page with { To = End.AddDays(-30) };
        middle ??= SettledPosition.After((await usage.ListRequestsAsync(firstHalf, CancellationToken.None)).Records[0]);
        return (await usage.ListSettledAsync(filter, middle.Value, CancellationToken.None)).Records.Length;
    }

    public async Task<int> CallAsync(RequestId id) => await usage.FindRequestAsync(team, id, CancellationToken.None) is null ? 0 : 1;

    public async Task<RequestId> NewestCallAsync() => (await usage.ListRequestsAsync(Page, CancellationToken.None)).Records[0].Id;

    public Task<ImmutableArray<ApiKey>> KeysAsync() => Get<IKeyStore>(services).ListAsync(team, CancellationToken.None);

    public async Task<Member> OwnerAsync() => (await Get<ITenancyStore>(services).ListMembersAsync(team, CancellationToken.None))[0];

    public async Task<int> RunsAsync(KeyId? key = null, MemberId? member = null, RunCursor? after = null)
    {
        var filter = new RunFilter { Team = team, Key = key, Member = member, After = after };
        return (await Get<IRunQueries>(services).ListAsync(filter, CancellationToken.None)).Runs.Length;
    }

    /// <summary>The root of the newest run that another run has started.</summary>
    public async Task<string> RunTreeAsync()
    {
        var page = await Get<IRunQueries>(services).ListAsync(new RunFilter { Team = team, Limit = 500 }, CancellationToken.None);
        return page.Runs.First(run => run.Parent is not null).Root!;
    }

    public async Task<int> RunAsync(string session)
    {
        var tree = await Get<IRunQueries>(services).FindTreeAsync(team, session, CancellationToken.None);
        return Count(tree!.Root);

        static int Count(RunNode node) => 1 + node.Requests.Length + node.Children.Sum(Count);
    }

    public async Task<int> RefusalsAsync(KeyId? key = null, string? code = null, DateTimeOffset? after = null)
    {
        RequestId? last = after is { } time ? RequestIdRange.LowestAt(time) : null;
        var filter = new RejectionFilter { Team = team, After = last, Key = key, Code = code };
        return (await Get<IRejectionStore>(services).ListAsync(filter, CancellationToken.None)).Rejections.Length;
    }

    public async Task<int> LedgerAsync(int limit, DateTimeOffset? before = null)
    {
        Id<LedgerEntryKind>? last = before is { } time ? new(RequestIdRange.LowestAt(time).Value) : null;
        return (await Get<IWalletStore>(services).ListAsync(team, limit, last, CancellationToken.None)).Length;
    }

    public async Task<int> WalletAsync() => (await Get<IWalletStore>(services).GetAsync(team, CancellationToken.None)).TeamId == team ? 1 : 0;

    public async Task<int> CheckLedgerAsync() => await Get<IWalletStore>(services).FindImbalanceAsync(team, CancellationToken.None) is null ? 1 : 0;

    /// <summary>The budgets of the team page, each with what is spent of it.</summary>
    public async Task<int> BudgetsAsync()
    {
        var budgets = await Get<IBudgetStore>(services).ListAsync(team, CancellationToken.None);
        var spend = new BudgetSpend(usage, Get<IBudgetStore>(services), Get<TimeProvider>(services));
        foreach (var budget in budgets) await spend.ReadAsync(budget, CancellationToken.None);
        return budgets.Length;
    }

    public async Task<int> PreviewAsync(BudgetRequest request)
    {
        var (store, time) = (Get<IBudgetStore>(services), Get<TimeProvider>(services));
        var rules = new BudgetRules(Get<IKeyStore>(services), Get<ITenancyStore>(services), time);
        var result = await new BudgetPreview(usage, store, rules, time).CountAsync(await OwnerAsync(), request, CancellationToken.None);
        return result.Value!.Calls;
    }

    /// <summary>Sums an allowance as the first call in its window does. The lock and the new row are left out.</summary>
    public async Task<int> OpenAllowanceAsync(AllowanceKind kind, string subject, string model, BudgetWindow window)
    {
        var (start, until) = WindowCalendar.Of(window, end.AddTicks(-1), TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata"));
        await using var context = await Get<IDbContextFactory<PortalDbContext>>(services).CreateDbContextAsync();
        var sum = new AllowanceSum(context, new AllowanceId(team, kind, subject, model, start, until));
        return await sum.ReadAsync(CancellationToken.None) > NanoUsd.Zero ? 1 : 0;
    }

    private static T Get<T>(IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();
}
