using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>Tool arguments for schemas such as coding agents, MCP servers and structured-output clients send.</summary>
public sealed class ToolArgumentTests : IDisposable
{
    private readonly SimulatedUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Theory]
    [InlineData("""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","title":"ScanParams","type":"object","required":["folder"],
         "properties":{"folder":{"type":"string","description":"where"},"symbol":{"type":"string","default":null},
          "depth":{"type":"integer","format":"uint32","minimum":0,"default":3},"force":{"type":"boolean","default":false}}}
        """)]
    [InlineData("""{"type":"object","required":["depth","size"],"properties":{"depth":{"type":"integer","format":"uint32","minimum":0},"size":{"type":"integer","format":"uint8","minimum":250}}}""")]
    [InlineData("""{"type":"object","required":["ms"],"properties":{"ms":{"minimum":-9007199254740991,"exclusiveMinimum":0,"type":"integer","maximum":9007199254740991}}}""")]
    [InlineData("""{"type":"object","required":["symbol"],"properties":{"symbol":{"type":["string","null"],"default":null}}}""")]
    [InlineData("""{"type":"object","required":["at"],"properties":{"at":{"anyOf":[{"type":"null"},{"type":"string","format":"date-time"}]}}}""")]
    [InlineData("""{"type":"object","required":["mode"],"properties":{"mode":{"type":"string","enum":["fast","slow"]}},"additionalProperties":false}""")]
    [InlineData("""{"type":"object","required":["kind"],"properties":{"kind":{"const":"file"}}}""")]
    [InlineData("""
        {"type":"object","required":["questions"],"additionalProperties":false,"properties":{"questions":{"type":"array","minItems":1,"maxItems":3,
         "items":{"type":"object","required":["id","header","options"],"additionalProperties":false,"properties":{
          "id":{"type":"string","pattern":"^[a-z][a-z0-9_]*$"},"header":{"type":"string","maxLength":4},
          "options":{"type":"array","minItems":2,"uniqueItems":true,"items":{"type":"object","required":["label"],"properties":{"label":{"type":"string"}}}}}}}}}
        """)]
    [InlineData("""{"type":"object","required":["tree"],"properties":{"tree":{"$ref":"#/$defs/Node"}},"$defs":{"Node":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/Node"}}}}}}""")]
    [InlineData("""{"type":"object","required":["next"],"properties":{"next":{"$ref":"#/definitions/Link"}},"definitions":{"Link":{"type":"object","required":["next"],"properties":{"next":{"anyOf":[{"$ref":"#/definitions/Link"},{"type":"null"}]}}}}}""")]
    [InlineData("""{"type":"object","required":["url","day","mail","id","ip"],"properties":{"url":{"type":"string","format":"uri"},"day":{"type":"string","format":"date"},"mail":{"type":"string","format":"email"},"id":{"type":"string","format":"uuid"},"ip":{"type":"string","format":"ipv4"}}}""")]
    [InlineData("""{"type":"object","required":["code","tag","version"],"properties":{"code":{"type":"string","pattern":"^[A-Z]{3}-\\d{4}$"},"tag":{"type":"string","pattern":"^(alpha|beta)\\.[0-9]+$"},"version":{"type":"string","pattern":"^v?\\d+(\\.\\d+)*$","minLength":10}}}""")]
    [InlineData("""{"type":"object","required":["share","even"],"properties":{"share":{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1},"even":{"type":"integer","multipleOf":2,"minimum":3}}}""")]
    [InlineData("""{"type":"object","required":["edit"],"properties":{"edit":{"oneOf":[{"type":"object","required":["insert"],"properties":{"insert":{"type":"string"}},"additionalProperties":false},{"type":"object","required":["remove"],"properties":{"remove":{"type":"integer"}},"additionalProperties":false}]}}}""")]
    [InlineData("""{"allOf":[{"type":"object","required":["a"],"properties":{"a":{"type":"integer","minimum":5}}},{"required":["b"],"properties":{"a":{"maximum":6},"b":{"type":"boolean"}}}]}""")]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"}],"$defs":{"A":{"type":"object","required":["a"],"properties":{"a":{"$ref":"#/$defs/N"}}},"B":{"required":["b"],"properties":{"a":{"minimum":7},"b":{"$ref":"#/$defs/N"}}},"N":{"type":"integer"}}}""")]
    [InlineData("""{"type":"object","required":["env"],"properties":{"env":{"type":"object","additionalProperties":{"type":"string"},"minProperties":2}}}""")]
    [InlineData("""{"type":"object","required":["pair"],"properties":{"pair":{"type":"array","prefixItems":[{"type":"string"},{"type":"number"}],"items":false,"minItems":2}}}""")]
    [InlineData("""{"type":"object","required":["anything","list"],"properties":{"anything":{},"list":{"type":"array"}}}""")]
    [InlineData("""{"type":"object","required":["unknown"],"properties":{}}""")]
    [InlineData("""{"type":"object","properties":{"kind":{"enum":["a","b"]}},"required":["kind"],"if":{"properties":{"kind":{"const":"a"}}},"then":{"required":["size"],"properties":{"size":{"type":"integer"}}}}""")]
    [InlineData("""{"type":"object"}""")]
    [InlineData("""{}""")]
    public async Task Arguments_satisfy_the_schema(string schema)
    {
        foreach (var text in new[] { "xyzzy", "Scan `src/app` with depth 12, mode slow, from https://example.org/x to \"the end\" at 2026-02-03, 0.25 of it" })
        {
            var arguments = (await upstream.CompleteAsync(ChatRequests.Ask(text).WithTools(ChatRequests.Tool("probe", "", schema)))).Calls().ShouldHaveSingleItem().ParsedArguments;

            SchemaRules.FindErrors(arguments, JsonNode.Parse(schema)!).ShouldBeEmpty(arguments.ToJsonString());
        }
    }

    [Theory]
    [InlineData("What is the weather in Paris?", "Paris")]
    [InlineData("The weather for New York, please", "New York")]
    [InlineData("Weather in \"Ulm\"", "Ulm")]
    [InlineData("Call `get_weather` with `{\"city\": \"Rio {de} Janeiro\"}` now", "Rio {de} Janeiro")]
    [InlineData("get_weather({\"city\":\"Bonn\"})", "Bonn")]
    public async Task A_value_in_the_text_becomes_the_argument(string text, string city)
    {
        var tool = ChatRequests.Tool("get_weather", "", """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");

        (await upstream.CompleteAsync(ChatRequests.Ask(text).WithTools(tool))).Calls().ShouldHaveSingleItem().ParsedArguments["city"]!.GetValue<string>().ShouldBe(city);
    }

    [Fact]
    public async Task Values_are_assigned_to_the_parameters_that_the_text_names()
    {
        var tool = ChatRequests.Tool("search_code", "", """
            {"type":"object","required":["path","pattern","limit"],"properties":{"path":{"type":"string"},"pattern":{"type":"string"},
             "limit":{"type":"integer"},"ignore_case":{"type":"boolean"},"max_depth":{"type":"integer","default":3},"glob":{"type":"string"}}}
            """);
        var text = "Use search_code with pattern \"panic\" in src/lib.rs, a limit of 25, max depth 7 and ignore_case=true";

        (await upstream.CompleteAsync(ChatRequests.Ask(text).WithTools(tool))).Calls().ShouldHaveSingleItem().ParsedArguments.ToJsonString()
            .ShouldBe("""{"path":"src/lib.rs","pattern":"panic","limit":25,"ignore_case":true,"max_depth":7}""");
    }

    [Fact]
    public async Task Invalid_values_of_a_JSON_object_in_the_text_are_replaced_by_valid_ones()
    {
        var tool = ChatRequests.Tool("resize", "", """{"type":"object","required":["width","height"],"properties":{"width":{"type":"integer"},"height":{"type":"integer","maximum":50}},"additionalProperties":false}""");
        var arguments = (await upstream.CompleteAsync(ChatRequests.Ask("Call `resize` with `{\"width\":640,\"height\":480,\"depth\":1}`").WithTools(tool))).Calls()[0].ParsedArguments;

        arguments["width"]!.GetValue<int>().ShouldBe(640);
        arguments["height"]!.GetValue<int>().ShouldBeLessThanOrEqualTo(50);
        arguments.ContainsKey("depth").ShouldBeFalse();
    }

    [Fact]
    public async Task An_enum_value_that_the_text_mentions_is_used()
    {
        var tool = ChatRequests.Tool("convert", "", """{"type":"object","required":["unit"],"properties":{"unit":{"enum":["celsius","fahrenheit"]}}}""");

        (await upstream.CompleteAsync(ChatRequests.Ask("convert to Fahrenheit").WithTools(tool))).Calls()[0].ParsedArguments["unit"]!.GetValue<string>().ShouldBe("fahrenheit");
    }

    [Fact]
    public async Task Random_schemas_are_satisfied()
    {
        var schemas = new RandomSchemas(seed: 20261120);
        for (var round = 0; round < 3000; round++)
        {
            var schema = schemas.Next();
            var request = ChatRequests.Ask($"Round {round}: use `probe` on \"x y\", /etc/hosts and 17").WithTools(ChatRequests.Tool("probe", "", schema.ToJsonString()));
            var arguments = (await upstream.CompleteAsync(request)).Calls().ShouldHaveSingleItem().ParsedArguments;

            SchemaRules.FindErrors(arguments, schema).ShouldBeEmpty($"round {round}: {schema.ToJsonString()} got {arguments.ToJsonString()}");
        }
    }

    [Theory]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"$ref":"#/properties/a"}}}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"$ref":"#"}}}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"$ref":"https://example.com/schema.json"}}}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"string","minLength":2000000000}}}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"array","minItems":2000000000}}}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"string","pattern":"^(a+)+$","minLength":30}}}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"string","pattern":"(((["}}}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"string","pattern":"^a{1000}{1000}$"}}}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"integer","minimum":5,"maximum":4}}}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"number","minimum":1e300}}}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":7,"enum":5,"anyOf":"x"}}}""")]
    [InlineData("""{"type":"object","required":"a","properties":[],"minProperties":-1}""")]
    [InlineData("""{"type":"string"}""")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]}""")]
    [InlineData("""{"allOf":[{"$ref":"#"},{"$ref":"#"}]}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"oneOf":[{"$ref":"#/properties/a"},{"not":{"$ref":"#/properties/a"}},{"$ref":"#/properties/a"}]}}}""")]
    [InlineData("""{"type":"object","required":["a","b","c"],"properties":{"a":{"$ref":"#/$defs/N"},"b":{"$ref":"#/$defs/N"},"c":{"$ref":"#/$defs/N"}},"$defs":{"N":{"type":"object","required":["a","b","c"],"properties":{"a":{"$ref":"#/$defs/N"},"b":{"$ref":"#/$defs/N"},"c":{"$ref":"#/$defs/N"}}}}}""")]
    public async Task A_schema_that_cannot_be_satisfied_still_gets_a_call_within_seconds(string schema)
    {
        await Promptly.WithinAsync(TimeSpan.FromSeconds(5), () => Task.FromResult(async () =>
        {
            var answer = await upstream.CompleteAsync(ChatRequests.Ask("go").WithTools(ChatRequests.Tool("probe", "", schema)));
            answer.Calls().ShouldHaveSingleItem().ParsedArguments.ShouldNotBeNull();
        }));
    }
}
