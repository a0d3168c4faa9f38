using System.Collections.Immutable;
using JusInfer.Portal.Budgets;
using JusInfer.Portal.Leases;
using JusInfer.Portal.Usage;

namespace JusInfer.Benchmarks.Usage;

/// <summary>The pages of the portal that show usage, each with all its queries of usage, and the first calls of windows.</summary>
internal static class PortalViews
{
    public static async Task<ImmutableArray<UsageView>> AllAsync(ViewQueries queries)
    {
        var key = (await queries.KeysAsync())[^1].Id;
        var owner = await queries.OwnerAsync();
        var tree = await queries.RunTreeAsync();
        var (ofMember, ofKey, ofUser, model) = (owner.Id.ToString(), key.ToString(), "user-1", "openai/gpt-5");
        return
        [
            new("Usage, 1 hour", () => UsagePageAsync(new UsageWindow(queries.Month.Tenant, queries.End.AddHours(-1), queries.End), queries.Page, TimelineStep.FiveMinutes)),
            new("Usage, 24 hours", () => UsagePageAsync(queries.LastDays(1), queries.Page, TimelineStep.Hour)),
            new("Usage, 7 days", () => UsagePageAsync(queries.LastDays(7), queries.Page)),
            new("Usage, 7 days, by key", () => UsagePageAsync(queries.LastDays(7), queries.Page, group: UsageGroup.Key)),
            new("Usage, 7 days, by end user", async () => await UsagePageAsync(queries.LastDays(7), queries.Page, group: null) + await queries.SumAsync(queries.LastDays(7), UsageGroup.User)),
            new("Usage, 7 days, by run", async () => await UsagePageAsync(queries.LastDays(7), queries.Page, group: null) + await queries.SumAsync(queries.LastDays(7), UsageGroup.Session)),
            new("Usage, 30 days", () => UsagePageAsync(queries.LastDays(30), queries.Page)),
            new("Usage, month", () => UsagePageAsync(queries.Month, queries.Page)),
            new("Usage, 30 days, by key", () => UsagePageAsync(queries.LastDays(30), queries.Page, group: UsageGroup.Key)),
            new("Usage, 366 days", () => UsagePageAsync(queries.LastDays(366), queries.Page)),
            new("Usage, 7 days, one key", () => UsagePageAsync(queries.LastDays(7), queries.Page with { Key = key })),
            new("Usage, 7 days, one model", () => UsagePageAsync(queries.LastDays(7), queries.Page with { Model = model })),
            new("Usage, 7 days, succeeded", () => UsagePageAsync(queries.LastDays(7), queries.Page with { Errors = false })),
            new("Usage, 7 days, failed", () => UsagePageAsync(queries.LastDays(7), queries.Page with { Errors = true })),
            new("Keys, with spend", async () => (await queries.KeysAsync()).Length + await queries.SumAsync(queries.Month, UsageGroup.Key) + await queries.KeyDaysAsync(queries.LastDays(7))),
            new("Team, members", () => queries.SumAsync(queries.Month, UsageGroup.Member)),
            new("Team, budgets", queries.BudgetsAsync),
            new("Team, wallet", async () =>
                await queries.WalletAsync() + await queries.SumAsync(queries.LastDays(7), UsageGroup.Day) + await queries.LedgerAsync(20)),
            new("Runs", () => queries.RunsAsync()),
            new("Runs, one key", () => queries.RunsAsync(key)),
            new("Runs, a key without runs", () => queries.RunsAsync(KeyId.New(queries.End))),
            new("Run", () => queries.RunAsync(tree)),
            new("Limits: open the team's month", () => queries.OpenAllowanceAsync(AllowanceKind.Tenant, "", "", BudgetWindow.Month)),
            new("Limits: open a member's month", () => queries.OpenAllowanceAsync(AllowanceKind.Member, ofMember, "", BudgetWindow.Month)),
            new("Limits: open a key's month of a model", () => queries.OpenAllowanceAsync(AllowanceKind.Key, ofKey, model, BudgetWindow.Month)),
            new("Limits: open a user's day", () => queries.OpenAllowanceAsync(AllowanceKind.User, ofUser, "", BudgetWindow.Day)),
            new("Limits: open a user's month", () => queries.OpenAllowanceAsync(AllowanceKind.User, ofUser, "", BudgetWindow.Month)),
            new("Limits: open a user's day of a model", () => queries.OpenAllowanceAsync(AllowanceKind.User, ofUser, model, BudgetWindow.Day)),
            new("Limits: open a run", () => queries.OpenAllowanceAsync(AllowanceKind.Run, tree, "", BudgetWindow.Total)),
        ];

        async Task<int> UsagePageAsync(UsageWindow window, RequestFilter filter, TimelineStep step = TimelineStep.Day, UsageGroup? group = UsageGroup.Model) =>
            await queries.CallsAsync(filter with { From = window.From, To = window.To })
            + await queries.TimelineAsync(window, step, group, new UsageSumFilter { Key = filter.Key, Model = filter.Model, Errors = filter.Errors })
            + await queries.SumAsync(window, UsageGroup.Model)
            + await queries.SumAsync(window, UsageGroup.Provider)
            + await queries.SumAsync(queries.LastDays(7), UsageGroup.Day)
            + (await queries.KeysAsync()).Length;
    }
}
