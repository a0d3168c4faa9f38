using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Tests.Catalog;

public sealed class RequestPolicyTests
{
    [Fact]
    public void A_provider_has_rules_of_its_own()
    {
        var policy = CatalogFile.Read(file => file.Provider(1)["requestPolicy"] = JsonNode.Parse("""
            [
              { "tool": "web_search", "action": "allow", "pricePerCall": 0.01 },
              { "field": "service_tier", "action": "allow", "multipliers": { "flex": 0.5 } },
              { "beta": "context-1m", "action": "reject" }
            ]
            """)).Value.Providers[1].RequestPolicy;

        policy.Find(RequestPart.Tool, "web_search_20250305")!.PricePerCall.Usd.ShouldBe(0.01m);
        policy.Find(RequestPart.Field, "service_tier")!.Multipliers["flex"].ShouldBe(0.5m);
        policy.Find(RequestPart.Beta, "context-1m-2025-08-07")!.Action.ShouldBe(RequestAction.Reject);
        policy.Find(RequestPart.Tool, "web_search_preview").ShouldBeNull();
        policy.Find(RequestPart.Tool, "web_searcher").ShouldBeNull();
        policy.Find(RequestPart.Field, "service_tier_2").ShouldBeNull();
    }

    [Theory]
    [InlineData("""{ "action": "allow" }""", "field or one of tool, beta and objectId must name")]
    [InlineData("""{ "field": "a", "tool": "b", "action": "remove" }""", "field or one of tool, beta and objectId must name")]
    [InlineData("""{ "field": "a" }""", "action is missing")]
    [InlineData("""{ "field": "a", "action": "ignore" }""", "write one of allow, remove, reject")]
    [InlineData("""{ "tool": "a", "action": "allow" }""", "pricePerCall is missing")]
    [InlineData("""{ "tool": "a", "action": "allow", "pricePerCall": -1 }""", "write USD per call in plain digits")]
    [InlineData("""{ "tool": "a", "action": "allow", "pricePerCall": 0.01 }""", "answers of openai-chat do not contain the calls of hosted tools")]
    [InlineData("""{ "field": "a", "action": "remove", "pricePerCall": 1 }""", "is only for a tool")]
    [InlineData("""{ "field": "a", "action": "remove", "multipliers": { "x": 1 } }""", "are only for a field with")]
    [InlineData("""{ "field": "a", "action": "allow", "multipliers": { "x": -1 } }""", "multipliers.x is -1; write a number from 0 to 1000")]
    [InlineData("""{ "field": "a", "action": "allow", "multipliers": [1] }""", "multipliers is a list; write an object")]
    [InlineData("""{ "field": "a", "action": "allow", "surprise": 1 }""", "surprise is not a known field")]
    public void An_invalid_rule_is_an_error(string rule, string expected) =>
        CatalogFile.Read(file => file.Provider(0)["requestPolicy"] = new JsonArray(JsonNode.Parse(rule))).Error!.Messages.ShouldContain(message => message.Contains(expected));

    [Fact]
    public void Two_rules_for_one_part_are_an_error() =>
        CatalogFile.Error(file => file.Provider(0)["requestPolicy"] = JsonNode.Parse("""[{"field":"a","action":"remove"},{"field":"a","action":"reject"}]"""))
            .ShouldBe("$.providers[0].requestPolicy[1].action is the second one for \"a\"; remove one of them.");
}
