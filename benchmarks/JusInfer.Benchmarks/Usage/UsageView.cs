using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Benchmarks.Usage;

/// <summary>A query that a page or the API makes.</summary>
/// <param name="Name">The page or the call.</param>
/// <param name="Run">Runs the query and returns the number of its rows.</param>
internal sealed record UsageView(string Name, Func<Task<int>> Run)
{
    public static ImmutableArray<UsageView> All(IUsageQueries queries, TenantId tenant, DateTimeOffset end)
    {
        var month = UsageWindow.MonthOf(tenant, end.AddTicks(-1));
        var week = new UsageWindow(tenant, end.AddDays(-7), end);
        var thirtyDays = new UsageWindow(tenant, end.AddDays(-30), end);
        var page = new RequestFilter { Tenant = tenant, Limit = 50 };
        return
        [
            Sums("usage page, 7 days, by day", week, UsageGroup.Day),
            Sums("usage page, 7 days, by key", week, UsageGroup.Key),
            Sums("usage page, 7 days, by model", week, UsageGroup.Model),
            Sums("usage page, 30 days, by day", thirtyDays, UsageGroup.Day),
            Sums("usage page, 30 days, by key", thirtyDays, UsageGroup.Key),
            Sums("usage page, 30 days, by model", thirtyDays, UsageGroup.Model),
            Calls("usage page, calls", page with { From = week.From, To = week.To }),
            Calls("usage page, errors", page with { From = week.From, To = week.To, Errors = true }),
            Calls("usage page, errors, first week", page with { From = end.AddDays(-60), To = end.AddDays(-53), Errors = true }),
            Sums("keys page, month by key", month, UsageGroup.Key),
            Sums("team page, month by member", month, UsageGroup.Member),
            Sums("GET /v1/usage", month, UsageGroup.Day),
            Sums("GET /v1/usage?group_by=provider", month, UsageGroup.Provider),
            Sums("GET /v1/usage?group_by=day,key", month, UsageGroup.Day, UsageGroup.Key),
            Sums("GET /v1/usage?group_by=user", month, UsageGroup.User),
            Sums("GET /v1/usage?group_by=session", month, UsageGroup.Session),
            Calls("GET /v1/usage/requests", page),
            Calls("GET /v1/usage/requests?after=…", page with { To = end.AddDays(-30) }),
            Calls("GET /v1/usage/requests?model=…", page with { Model = "openai/gpt-5" }),
            Calls("GET /v1/usage/requests?model=… without a call", page with { Model = "openai/gpt-4" }),
            Calls("GET /v1/usage/requests?key=… without a call", page with { Key = KeyId.New(end) }),
            Calls("GET /v1/usage/requests?status=error", page with { Errors = true }),
            Calls("GET /v1/usage/requests?status=429", page with { Status = 429 }),
            Calls("GET /v1/usage/requests?status=418 without a call", page with { Status = 418 }),
        ];

        UsageView Sums(string name, UsageWindow window, params ImmutableArray<UsageGroup> groups) =>
            new(name, async () => (await queries.BreakDownAsync(window, groups, CancellationToken.None)).Length);

        UsageView Calls(string name, RequestFilter filter) =>
            new(name, async () => (await queries.ListRequestsAsync(filter, CancellationToken.None)).Records.Length);
    }
}
