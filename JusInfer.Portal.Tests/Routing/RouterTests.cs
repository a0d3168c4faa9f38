using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Steps;
using JusInfer.Portal.Tests.Catalog;

namespace JusInfer.Portal.Tests.Routing;

/// <summary>The router and its policy against the table <c>routes.json</c>.</summary>
[Trait("Promise", "P-13")]
[Trait("Promise", "P-16")]
public sealed class RouterTests
{
    private static readonly JsonElement Table = JsonElement.Parse(File.ReadAllText(TestKit.Repository.PathOf("JusInfer.Portal.Tests", "Routing", "routes.json")));
    private static readonly CatalogSnapshot Catalog = Load(Table.GetProperty("catalog"));
    private static readonly Router Router = new(new AutoPolicy(new StepModelSelector(BaselineCostLimit.Default, DetourOptions.Default), StepClassifiers.Shipped.Value));

    public static TheoryData<string> Cases => [.. Table.GetProperty("routes").EnumerateArray().Select(row => row.GetProperty("when").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_request_is_routed_as_the_table_says(string when)
    {
        var row = Table.GetProperty("routes").EnumerateArray().Single(row => row.GetProperty("when").GetString() == when);

        Decide(row).ShouldBe(row.GetProperty("then").GetString());
    }

    [Fact]
    public void The_names_of_the_cases_are_unique() => Cases.Distinct().Count().ShouldBe(Cases.Count);

    [Fact]
    public void Equal_requests_are_routed_equally()
    {
        foreach (var row in Table.GetProperty("routes").EnumerateArray()) Decide(row).ShouldBe(Decide(row));
    }

    [Fact]
    public void A_plan_has_only_models_that_can_serve_the_request()
    {
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            var features = new RequestFeatures
            {
                RequiredCapabilities = (Capabilities)(random.Next(256) & (int)(Capabilities.Tools | Capabilities.Vision | Capabilities.JsonObject)),
                InputTokens = random.NextInt64(300_000),
                MessageCount = random.Next(1, 60),
                LastMessageRole = (LastMessageRole)random.Next(4),
                LastMessageBytes = random.Next(40_000),
            };

            var decision = Router.Plan(features, null, new RoutingContext(Catalog, new DateOnly(2026, 11, 20), random.Next(2) == 0));

            if (decision is not RouteDecision.Planned(var plan)) continue;
            plan.Targets.ShouldNotBeEmpty();
            plan.Targets.Length.ShouldBeLessThanOrEqualTo(6);
            plan.Targets.ShouldAllBe(target => target.Model.Has(features.RequiredCapabilities) && target.Model.ContextWindow > features.InputTokens && target.Endpoint.Provider.Usable);
            plan.Targets.Distinct().Count().ShouldBe(plan.Targets.Length);
        }
    }

    private static string Decide(JsonElement row)
    {
        var request = row.GetProperty("request");
        var features = new RequestFeatures
        {
            RequiredCapabilities = request.TryGetProperty("needs", out var needs) ? needs.EnumerateArray().Aggregate(Capabilities.None, (all, one) => all | Enum.Parse<Capabilities>(one.GetString()!)) : Capabilities.None,
            InputTokens = Number(request, "inputTokens", 100),
            MessageCount = (int)Number(request, "messages", 1),
            LastMessageRole = request.TryGetProperty("lastTurn", out var last) ? Enum.Parse<LastMessageRole>(last.GetString()!) : LastMessageRole.User,
            LastMessageBytes = (int)Number(request, "lastTurnBytes", 100),
        };
        var pinned = request.TryGetProperty("pinned", out var name) ? ((ModelResolution.Pinned)Catalog.Resolve(name.GetString()!)).Model : null;
        var economy = request.TryGetProperty("economy", out var flag) && flag.GetBoolean();
        return Router.Plan(features, pinned, new RoutingContext(Catalog, new DateOnly(2026, 11, 20), economy)) switch
        {
            RouteDecision.Planned(var plan) => $"{plan.Reason}: {string.Join(", ", plan.Targets.Select(target => $"{target.Model.Id}@{target.Endpoint.Provider.Id}"))}",
            RouteDecision.TooLong tooLong => $"too long: {tooLong.Tokens} of {tooLong.MaxTokens}",
            RouteDecision.NoneCapable none => $"none capable: {none.Missing}",
            RouteDecision.NoneUsable none => $"none usable: {none.Model}",
            var other => other.ToString(),
        };
    }

    private static long Number(JsonElement request, string name, long otherwise) => request.TryGetProperty(name, out var value) ? value.GetInt64() : otherwise;

    private static CatalogSnapshot Load(JsonElement file)
    {
        var result = CatalogReader.Read(Encoding.UTF8.GetBytes(file.GetRawText()), CatalogFile.Dialects, name => name == "UNSET" ? null : "credential");
        result.Error.ShouldBeNull();
        return result.Value;
    }
}
