using System.Text.Json.Nodes;
using JusInfer.Portal.Primitives.Json;
using JusInfer.Portal.Simulator.Schemas;
using JusInfer.Portal.Tests.Simulator;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Primitives.Json;

public sealed class SchemaValidatorTests
{
    private const string Order = """
        {
          "type": "object",
          "properties": {
            "id": { "type": "integer", "minimum": 1 },
            "status": { "enum": ["open", "closed"] },
            "lines": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/line" } },
            "note": { "anyOf": [{ "type": "string", "maxLength": 5 }, { "type": "null" }] }
          },
          "required": ["id", "lines"],
          "additionalProperties": false,
          "$defs": { "line": { "type": "object", "properties": { "sku": { "type": "string", "pattern": "^[A-Z]{2}-\\d+$" }, "parts": { "type": "array", "items": { "$ref": "#/$defs/line" } } }, "required": ["sku"] } }
        }
        """;

    [Theory]
    [InlineData("""{"id":1,"lines":[{"sku":"AB-1"}]}""", null)]
    [InlineData("""{"id":1,"lines":[{"sku":"AB-1","parts":[{"sku":"AB-2"}]}],"note":null,"status":"open"}""", null)]
    [InlineData("""{"lines":[{"sku":"AB-1"}]}""", "$.id is missing")]
    [InlineData("""{"id":0,"lines":[{"sku":"AB-1"}]}""", "$.id is out of range: 0")]
    [InlineData("""{"id":"1","lines":[{"sku":"AB-1"}]}""", "$.id violates \"type\": \"integer\"")]
    [InlineData("""{"id":1,"lines":[]}""", "$.lines violates \"minItems\": 1")]
    [InlineData("""{"id":1,"lines":[{"sku":"AB-1"},{"sku":"ab"}]}""", """$.lines[1].sku violates "pattern": "^[A-Z]{2}-\\d\u002B$" """)]
    [InlineData("""{"id":1,"lines":[{"sku":"AB-1","parts":[{}]}]}""", "$.lines[0].parts[0].sku is missing")]
    [InlineData("""{"id":1,"lines":[{"sku":"AB-1"}],"more":1}""", "$.more is not allowed")]
    [InlineData("""{"id":1,"lines":[{"sku":"AB-1"}],"status":"new"}""", "$.status violates \"enum\": [\"open\",\"closed\"]")]
    [InlineData("""{"id":1,"lines":[{"sku":"AB-1"}],"note":"too long"}""", """$.note violates "anyOf": [{"type":"string","maxLength":5},{"type":"null"}]""")]
    [InlineData("[]", "$ violates \"type\": \"object\"")]
    [InlineData("null", "$ violates \"type\": \"object\"")]
    public void The_first_fault_is_named_with_its_path(string value, string? fault)
    {
        var schema = JsonNode.Parse(Order);

        new SchemaValidator(schema).FindFault(JsonNode.Parse(value), schema)?.ToString().ShouldBe(fault?.Trim());
    }

    [Theory]
    [InlineData("\"soon\"", """{"type":"string","format":"date"}""")]
    [InlineData("300", """{"type":"integer","format":"int8"}""")]
    public void Formats_are_ignored_unless_they_are_requested(string value, string schema)
    {
        var (parsed, rules) = (JsonNode.Parse(value), JsonNode.Parse(schema));

        new SchemaValidator(rules).IsValid(parsed, rules).ShouldBeTrue();
        new SchemaValidator(rules) { ChecksFormats = true }.IsValid(parsed, rules).ShouldBeFalse();
    }

    /// <summary>The names of properties are the text of a model too, which an error must not have.</summary>
    [Theory]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":1}""", "$.a violates \"type\": \"string\"")]
    [InlineData("""{"additionalProperties":{"maxLength":0}}""", """{"secret text":"x"}""", "$.* violates \"maxLength\": 0")]
    [InlineData("""{"patternProperties":{"^s":{"items":{"properties":{"b":false}}}}}""", """{"se":[{"b":1}]}""", "$.*[0].b is not allowed")]
    [InlineData("""{"properties":{"id":{"type":"integer","format":"int32"}}}""", """{"id":47114711471147}""", "$.id is out of range")]
    [InlineData("""{"required":["a"]}""", """{"secret text":1}""", "$.a is missing")]
    public void A_fault_can_be_described_without_anything_of_the_value(string given, string value, string fault)
    {
        var schema = JsonNode.Parse(given);

        var found = new SchemaValidator(schema) { ChecksFormats = true }.FindFault(JsonNode.Parse(value), schema);

        found.ShouldNotBeNull().ToStringWithoutValue().ShouldBe(fault);
    }

    [Fact]
    public void It_agrees_with_an_independent_validator_on_generated_schemas_and_values()
    {
        var random = new Random(20261121);
        var schemas = new RandomSchemas(seed: 20261121);
        var (valid, invalid) = (0, 0);
        for (var i = 0; i < 2000; i++)
        {
            var schema = JsonNode.Parse(schemas.Next().ToJsonString())!;
            if (!new SchemaValueGenerator(schema, new TextValues("the file a.txt", [])).TryGenerate(schema, "value", depth: 0, variant: 0, out var value)) continue;
            var text = (random.Next(3) == 0 ? value : Changed(random, value?.DeepClone()))?.ToJsonString() ?? "null";
            value = JsonNode.Parse(text);
            var fault = new SchemaValidator(schema) { ChecksFormats = true }.FindFault(value, schema);
            var errors = SchemaRules.FindErrors(value, schema);
            (fault is null).ShouldBe(errors.Count == 0, $"{fault} {string.Join("; ", errors)}: {text} against {schema.ToJsonString()}");
            if (fault is null) valid++;
            else invalid++;
        }

        valid.ShouldBeGreaterThan(200);
        invalid.ShouldBeGreaterThan(200);
    }

    /// <summary>
    /// References by name: <c>#Name</c> meant the whole document, so that a valid value was invalid
    /// (python-jsonschema/check-jsonschema#344, bcherny/json-schema-to-typescript#220, JamesNK/Newtonsoft.Json.Schema#224).
    /// </summary>
    [Theory]
    [InlineData(""" "properties":{"a":{"$ref":"#Name"}},"$defs":{"n":{"$anchor":"Name","type":"string"}} """)]
    [InlineData(""" "properties":{"a":{"$ref":"#Name"}},"definitions":{"n":{"$id":"#Name","type":"string"}} """)]
    [InlineData(""" "properties":{"a":{"$ref":"#Name"}},"definitions":{"n":{"id":"#Name","type":"string"}} """)]
    [InlineData(""" "properties":{"a":{"$ref":"#Name"}},"$defs":{"n":{"$dynamicAnchor":"Name","type":"string"}} """)]
    [InlineData(""" "properties":{"a":{"$ref":"#Name"},"b":{"$anchor":"Name","type":"string"}} """)]
    [InlineData(""" "properties":{"a":{"$ref":"#Name"}},"x-schemas":{"n":{"$anchor":"Name","type":"string"}} """)]
    [InlineData(""" "properties":{"a":{"$ref":"#%4Eame"}},"$defs":{"n":{"$anchor":"Name","type":"string"}} """)]
    [InlineData(""" "$id":"https://a/r","properties":{"a":{"$ref":"https://a/r#/$defs/n"}},"$defs":{"n":{"type":"string"}} """)]
    [InlineData(""" "properties":{"a":{"$ref":"n.json"}},"$defs":{"n":{"$id":"n.json","type":"string"}} """)]
    [InlineData(""" "$id":"https://a/b/r","properties":{"a":{"$ref":"n"}},"$defs":{"n":{"$id":"/b/n","type":"string"}} """)]
    [InlineData(
        """
        "properties":{"a":{"$ref":"urn:uuid:1#Name"}},"$defs":{"n":{"$id":"urn:uuid:1","items":{"$anchor":"Name","type":"string"}}}
        """)]
    [InlineData(
        """
        "properties":{"a":{"$ref":"n.json#Name"}},
        "$defs":{"n":{"$id":"n.json","properties":{"x":{"$anchor":"Name","type":"string"}}}}
        """)]

    // Two schemas with an id have the same names; a pointer is relative to the nearest one, or to the document.
    [InlineData(
        """
        "properties":{"a":{"$ref":"n.json"}},
        "$defs":{"t":{"$anchor":"T","type":"integer"},"n":{"$id":"n.json","$ref":"#T","$defs":{"t":{"$anchor":"T","type":"string"}}}}
        """)]
    [InlineData(
        """
        "properties":{"a":{"$ref":"n.json"}},
        "$defs":{"t":{"type":"integer"},"n":{"$id":"n.json","$ref":"#/$defs/t","$defs":{"t":{"type":"string"}}}}
        """)]
    [InlineData(""" "properties":{"a":{"$id":"a.json","$ref":"#/$defs/t"}},"$defs":{"t":{"type":"string"}} """)]
    public void A_reference_can_name_an_anchor_or_an_id(string schema)
    {
        var parsed = JsonNode.Parse($"{{{schema}}}");
        var validator = new SchemaValidator(parsed);

        SchemaSyntax.FindFault(parsed).ShouldBeNull();
        validator.IsValid(JsonNode.Parse("""{"a":"x"}"""), parsed).ShouldBeTrue();
        validator.FindFault(JsonNode.Parse("""{"a":1}"""), parsed)!.ToString().ShouldBe("$.a violates \"type\": \"string\"");
    }

    [Fact]
    public void A_value_for_an_anchor_is_generated()
    {
        var schema = JsonNode.Parse("""{"$ref":"#Name","$defs":{"n":{"$anchor":"Name","type":"integer","minimum":7}}}""")!;

        var generator = new SchemaValueGenerator(schema, new TextValues("go", []));

        generator.TryGenerate(schema, "n", depth: 0, variant: 0, out var value).ShouldBeTrue();
        value!.ToJsonString().ShouldBe("7");
    }

    [Theory]
    [InlineData("""{"$anchor":"Me","anyOf":[{"$ref":"#Me"},{"$ref":"#Me"},{"$ref":"#Me"}]}""", "{}")]
    [InlineData("""{"$ref":"#"}""", "{}")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]}""", "{}")]
    [InlineData("""{"not":{"anyOf":[{"$ref":"#/not"},{"$ref":"#/not"},{"$ref":"#/not"}]}}""", "{}")]
    public Task A_schema_that_refers_to_itself_is_too_large(string schema, string value) =>
        ShouldBeTooLargeAsync(JsonNode.Parse(schema)!, JsonNode.Parse(value)!);

    /// <summary>Each step matches another pattern, and each match takes milliseconds.</summary>
    [Fact]
    public async Task A_schema_with_expensive_patterns_is_too_large()
    {
        JsonNode[] parts = [.. Enumerable.Range(0, 40).Select(static i => new JsonObject { ["pattern"] = $"^(a|b)*a(a|b){{{500 + i}}}c$" }), Reference("#")];

        await ShouldBeTooLargeAsync(new JsonObject { ["anyOf"] = new JsonArray(parts) }, string.Concat(Enumerable.Repeat("aababb", 300)));
    }

    [Fact]
    public async Task A_schema_with_many_patterns_for_many_properties_is_too_large()
    {
        var patterns = new JsonObject(Enumerable.Range(0, 2000).Select(static i => KeyValuePair.Create<string, JsonNode?>($".*a.{{{i}}}$", new JsonObject())));
        var value = new JsonObject(Enumerable.Range(0, 2000).Select(static i => KeyValuePair.Create<string, JsonNode?>(new string('a', i), 1)));

        await ShouldBeTooLargeAsync(new JsonObject { ["patternProperties"] = patterns }, value);
    }

    public static TheoryData<string, string> LargeKeywords => new()
    {
        { "enum", $"[{string.Join(',', Enumerable.Range(0, 20_000))}]" },
        { "required", $"[{string.Join(',', Enumerable.Repeat("\"v\"", 50_000))}]" },
        { "pattern", $"\"{new string('a', 200_000)}\"" },
        { "minProperties", $"1{new string('0', 200_000)}" },
    };

    [Theory]
    [MemberData(nameof(LargeKeywords))]
    public Task A_schema_with_a_large_keyword_that_applies_many_times_is_too_large(string keyword, string value) =>
        ShouldBeTooLargeAsync(
            Repeated(new JsonObject { [keyword] = JsonNode.Parse(value), ["not"] = new JsonObject() }), new JsonObject { ["v"] = 1 });

    [Fact]
    public Task A_schema_that_applies_many_times_to_a_long_text_is_too_large() =>
        ShouldBeTooLargeAsync(Repeated(new JsonObject { ["maxLength"] = 5 }), new string('a', 1_000_000));

    [Fact]
    public void A_pattern_whose_quantifiers_multiply_matches_all()
    {
        var rules = JsonNode.Parse($$"""{"pattern":"{{new string('(', 60)}}a{{string.Concat(Enumerable.Repeat("){2}", 60))}}"}""");

        new SchemaValidator(rules).IsValid("b", rules).ShouldBeTrue();
    }

    [Fact]
    public void A_pattern_that_backtracking_would_match_in_exponential_time_is_matched()
    {
        var rules = JsonNode.Parse("""{"type":"string","pattern":"^(a+)+$"}""");

        new SchemaValidator(rules).IsValid($"{new string('a', 50)}!", rules).ShouldBeFalse();
    }

    [Fact]
    public void A_large_answer_is_validated()
    {
        var schema = JsonNode.Parse("""
            {
              "type": "array",
              "items": {
                "type": "object",
                "properties": { "id": { "type": "integer" }, "name": { "type": "string", "pattern": "^[a-z0-9 ]+$" }, "state": { "enum": ["open", "closed"] } },
                "required": ["id", "name", "state"],
                "additionalProperties": false
              }
            }
            """);
        var value = JsonNode.Parse($"[{string.Join(',', Enumerable.Range(0, 10_000).Select(static i => $$"""{"id":{{i}},"name":"item {{i}}","state":"open"}"""))}]");

        new SchemaValidator(schema).FindFault(value, schema).ShouldBeNull();
    }

    private static JsonObject Reference(string target) => new() { ["$ref"] = target };

    /// <summary>A schema of which one part applies 10,000 times to a value.</summary>
    private static JsonObject Repeated(JsonObject part) => new()
    {
        ["$defs"] = new JsonObject { ["part"] = part },
        ["anyOf"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(static _ => Reference("#/$defs/part"))]),
    };

    /// <summary>The validator counts its steps. That none of them takes long is seen only from the time, of the fastest attempt.</summary>
    private static Task ShouldBeTooLargeAsync(JsonNode schema, JsonNode value) => Promptly.WithinAsync(TimeSpan.FromSeconds(5), () =>
    {
        var (rules, parsed) = (JsonNode.Parse(schema.ToJsonString()), JsonNode.Parse(value.ToJsonString()));
        return Task.FromResult(() =>
        {
            new SchemaValidator(rules).FindFault(parsed, rules)!.ToString().ShouldBe("$ is nested too deep or too large to validate");
            return Task.CompletedTask;
        });
    });

    /// <summary>A value in which one property or item, at any depth, is removed, added or replaced.</summary>
    private static JsonNode? Changed(Random random, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } item when random.Next(4) > 0:
                var name = item.ElementAt(random.Next(item.Count)).Key;
                if (random.Next(3) == 0) item.Remove(name);
                else item[name] = Changed(random, item[name]?.DeepClone());
                return item;
            case JsonObject item:
                item["added"] = 1;
                return item;
            case JsonArray { Count: > 0 } items when random.Next(3) > 0:
                var index = random.Next(items.Count);
                items[index] = Changed(random, items[index]?.DeepClone());
                return items;
            default:
                return random.Next(6) switch { 0 => null, 1 => true, 2 => random.Next(-10, 200), 3 => 1.5, 4 => "", _ => "another text" };
        }
    }
}
