using System.Collections.Immutable;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Benchmarks.Usage;

/// <summary>The calls of the API that read usage.</summary>
internal static class ApiViews
{
    public static async Task<ImmutableArray<UsageView>> AllAsync(ViewQueries queries)
    {
        var key = (await queries.KeysAsync())[^1].Id;
        var owner = await queries.OwnerAsync();
        var tree = await queries.RunTreeAsync();
        var call = await queries.NewestCallAsync();
        var (page, past) = (queries.Page, queries.End.AddDays(-30));
        var ofKey = new BudgetRequest { Scope = BudgetScope.Key, ScopeId = key.ToString(), Window = BudgetWindow.Week, AmountUsd = 10 };
        return
        [
            Sums("day", UsageDimensions.Day),
            Sums("key", UsageDimensions.Key),
            Sums("model", UsageDimensions.Model),
            Sums("member", UsageDimensions.Member),
            Sums("provider", UsageDimensions.Provider),
            Sums("user", UsageDimensions.User),
            Sums("session", UsageDimensions.Session),
            Sums("repository", UsageDimensions.Repository),
            Sums("label", UsageDimensions.Label),
            Sums("day,repository", UsageDimensions.Day, UsageDimensions.Repository),
            Sums("day,key", UsageDimensions.Day, UsageDimensions.Key),
            Sums("day,user", UsageDimensions.Day, UsageDimensions.User),
            Sums("day,session", UsageDimensions.Day, UsageDimensions.Session),
            Sums("user,model", UsageDimensions.User, UsageDimensions.Model),
            Calls("", page),
            Calls("?limit=500, as an export reads", page with { Limit = 500 }),
            Calls("?after=…", page with { To = past }),
            Calls("?from=…&to=…", page with { From = past.AddDays(-7), To = past }),
            Calls("?key=…", page with { Key = key }),
            Calls("?key=… without a call", page with { Key = KeyId.New(queries.End) }),
            Calls("?member=…", page with { Member = owner.Id }),
            Calls("?model=…", page with { Model = "openai/gpt-5" }),
            Calls("?model=… without a call", page with { Model = "openai/gpt-4" }),
            Calls("?repository=…", page with { Repository = "example/service-7" }),
            Calls("?label=…", page with { Label = "ticket-7" }),
            Calls("?repository=… without a call", page with { Repository = "example/none" }),
            Calls("?status=ok", page with { Errors = false }),
            Calls("?status=error", page with { Errors = true }),
            Calls("?status=error, first week", page with { To = queries.End.AddDays(-53), Errors = true }),
            Calls("?status=error&key=…", page with { Errors = true, Key = key }),
            Calls("?status=429", page with { Status = 429 }),
            Calls("?status=418 without a call", page with { Status = 418 }),
            Settled("", page),
            Settled("&limit=500, as an export reads", page with { Limit = 500 }),
            Settled("&key=… without a call", page with { Key = KeyId.New(queries.End) }),
            new("GET /v1/usage/requests/{id}", () => queries.CallAsync(call)),
            new("GET /v1/runs", () => queries.RunsAsync()),
            new("GET /v1/runs?after=…", () => queries.RunsAsync(after: new RunCursor(past, ""))),
            new("GET /v1/runs?key=…", () => queries.RunsAsync(key)),
            new("GET /v1/runs?key=… without a run", () => queries.RunsAsync(KeyId.New(queries.End))),
            new("GET /v1/runs?member=…", () => queries.RunsAsync(member: owner.Id)),
            new("GET /v1/runs/{session}", () => queries.RunAsync(tree)),
            new("GET /v1/refusals", () => queries.RefusalsAsync()),
            new("GET /v1/refusals?after=…", () => queries.RefusalsAsync(after: past)),
            new("GET /v1/refusals?key=…", () => queries.RefusalsAsync(key)),
            new("GET /v1/refusals?code=…, rare", () => queries.RefusalsAsync(code: SyntheticTeam.RareCode)),
            new("GET /v1/refusals?code=… without a refusal", () => queries.RefusalsAsync(code: "NONE")),
            new("GET /v1/tenant/wallet", async () => await queries.WalletAsync() + await queries.SumAsync(queries.LastDays(7), UsageDimensions.Day)),
            new("GET /v1/tenant/wallet/ledger", () => queries.LedgerAsync(51)),
            new("GET /v1/tenant/wallet/ledger?after=…", () => queries.LedgerAsync(51, past)),
            new("POST /v1/tenant/wallet/credits, the check of the ledger", queries.CheckLedgerAsync),
            Preview("tenant, month", new BudgetRequest { Scope = BudgetScope.Tenant, Window = BudgetWindow.Month, AmountUsd = 1_000 }),
            Preview("each member, day", new BudgetRequest { Scope = BudgetScope.Member, Window = BudgetWindow.Day, AmountUsd = 10 }),
            Preview("one key, week", ofKey),
            Preview("each run, total", new BudgetRequest { Scope = BudgetScope.Run, Window = BudgetWindow.Total, AmountUsd = 1 }),
        ];

        UsageView Sums(string name, params ImmutableArray<UsageDimension> groups) =>
            new($"GET /v1/usage?group_by={name}", () => queries.SumAsync(queries.Month, groups));

        UsageView Calls(string query, RequestFilter filter) => new($"GET /v1/usage/requests{query}", () => queries.CallsAsync(filter));

        UsageView Settled(string query, RequestFilter filter) =>
            new($"GET /v1/usage/requests?order=settled&after=…{query}", () => queries.SettledCallsAsync(filter));

        UsageView Preview(string name, BudgetRequest request) => new($"POST /v1/budgets/preview, {name}", () => queries.PreviewAsync(request));
    }
}
