using System.Collections.Immutable;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Usage.Dimensions;

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
            Usage(""),
            Usage("?range=1h"),
            Usage("?range=24h"),
            Usage("?by=key"),
            Usage("?by=user"),
            Usage("?by=repository"),
            Usage("?by=label"),
            Usage("?by=run"),
            Usage("?range=30d"),
            Usage("?range=30d&by=key"),
            Usage("?range=month"),
            Usage("?from=2025-11-21&to=2026-11-20"),
            Usage($"?key={key}"),
            Usage($"?model={model}"),
            Usage("?status=ok"),
            Usage("?status=error"),
            Usage("?repository=example/service-7"),
            Usage("?repository=example/service-7&by=label"),
            Usage("?range=30d&label=ticket-7"),
            new("Keys, with spend", async () =>
                (await queries.KeysAsync()).Length
                + await queries.SumAsync(queries.Month, UsageDimensions.Member)
                + await queries.KeyDaysAsync(queries.LastDays(31))),
            new("Team, members", () => queries.SumAsync(queries.Month, UsageDimensions.Member)),
            new("Team, budgets", queries.BudgetsAsync),
            new("Team, wallet", async () =>
                await queries.WalletAsync() + await queries.SumAsync(queries.LastDays(7), UsageDimensions.Day)
                + await queries.LedgerAsync(20)),
            new("Runs", () => queries.RunsAsync()),
            new("Runs, one key", () => queries.RunsAsync(key)),
            new("Runs, a key without runs", () => queries.RunsAsync(KeyId.New(queries.End))),
            new("Run", () => queries.RunAsync(tree)),
            new("Limits: open the team's month", () => queries.OpenAllowanceAsync(AllowanceKind.Team, "", "", BudgetWindow.Month)),
            new("Limits: open a member's month", () => queries.OpenAllowanceAsync(AllowanceKind.Member, ofMember, "", BudgetWindow.Month)),
            new("Limits: open a key's month of a model", () => queries.OpenAllowanceAsync(AllowanceKind.Key, ofKey, model, BudgetWindow.Month)),
            new("Limits: open a user's day", () => queries.OpenAllowanceAsync(AllowanceKind.User, ofUser, "", BudgetWindow.Day)),
            new("Limits: open a user's month", () => queries.OpenAllowanceAsync(AllowanceKind.User, ofUser, "", BudgetWindow.Month)),
            new("Limits: open a user's day of a model", () => queries.OpenAllowanceAsync(AllowanceKind.User, ofUser, model, BudgetWindow.Day)),
            new("Limits: open a run", () => queries.OpenAllowanceAsync(AllowanceKind.Run, tree, "", BudgetWindow.Total)),
        ];

        UsageView Usage(string query) => new($"/developer/usage{query}".Replace(key.ToString(), "…", StringComparison.Ordinal), () => queries.UsagePageAsync(query));
    }
}
