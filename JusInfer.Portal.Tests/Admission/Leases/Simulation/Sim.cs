using System.Text.Json.Nodes;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tests.Catalog;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>The team of the simulation and its limits.</summary>
internal static class Sim
{
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    public static readonly TeamId Team = new(new Guid("019f3c00-0000-7000-8000-000000000001"));
    public static readonly MemberId Member = new(new Guid("019f3c00-0000-7000-8000-000000000002"));
    public static readonly KeyId[] Keys = [new(new Guid("019f3c00-0000-7000-8000-000000000003")), new(new Guid("019f3c00-0000-7000-8000-000000000004"))];
    public const string User = "ann";

    public static readonly AllowanceId Wallet = AllowanceId.OfWallet(Team);

    public static AllowanceId OfKey(KeyId key) => new(Team, AllowanceKind.Key, key.ToString(), "", DateTimeOffset.UnixEpoch, Timestamps.Never);

    public static readonly AllowanceId OfUser = new(Team, AllowanceKind.User, User, "", DateTimeOffset.UnixEpoch, Timestamps.Never);

    /// <summary>A billionth of a dollar per estimated token.</summary>
    public static readonly IntentPrices Prices = new(new CatalogSource(CatalogFile.Load(static file =>
    {
        file["models"]!.AsArray().Add(JsonNode.Parse("""
            { "id": "a/model", "tier": "mid", "quality": 0.5, "contextWindow": 1000, "endpoints": [{ "provider": "local", "model": "model" }],
              "prices": [{ "from": "2020-01-01", "input": 0.001, "output": 0.001 }] }
            """));
    })));

    public static Budget BudgetOf(AllowanceId id, NanoUsd limit) => new()
    {
        Id = new BudgetId(new Guid("019f3c00-0000-7000-8000-000000000005")),
        TeamId = Team,
        Scope = id.Kind == AllowanceKind.Key ? BudgetScope.Key : BudgetScope.User,
        Window = BudgetWindow.Total,
        Amount = limit,
        OnReach = ReachAction.Block,
        CreatedAt = Start,
        Version = 1,
    };
}
