using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.JsonResponses;

namespace JusInfer.Portal.Tests.Gateway.Translation.JsonResponses;

/// <summary>
/// Which schemas fit OpenAI's strict mode, keyword by keyword. Others get 400: 'additionalProperties' is required (moeru-ai/xsai#202),
/// every property is (sherifkozman/the-llm-council#9), 'default' and bounds are not permitted (567-labs/instructor#1074,
/// jina-ai/node-DeepResearch#79), '$ref' has no other keyword (langchain-ai/langchainjs#11381).
/// </summary>
public sealed class StrictSchemaTests
{
    private const string Closed = "\"additionalProperties\":false";
    private const string Empty = $"\"type\":\"object\",\"properties\":{{}},\"required\":[],{Closed}";

    [Theory]
    [InlineData("string", """{"type":"string"}""")]
    [InlineData("number", """{"type":"number"}""")]
    [InlineData("integer", """{"type":"integer"}""")]
    [InlineData("boolean", """{"type":"boolean"}""")]
    [InlineData("null", """{"type":"null"}""")]
    [InlineData("types", """{"type":["string","null"]}""")]
    [InlineData("title", """{"type":"string","title":"t"}""")]
    [InlineData("description", """{"type":"string","description":"d"}""")]
    [InlineData("enum", """{"type":"string","enum":["a","b"]}""")]
    [InlineData("enum of numbers", """{"type":"integer","enum":[1,2]}""")]
    [InlineData("enum with null", """{"type":["string","null"],"enum":["a",null]}""")]
    [InlineData("const", """{"type":"string","const":"a"}""")]
    [InlineData("items", """{"type":"array","items":{"type":"string"}}""")]
    [InlineData("anyOf", """{"anyOf":[{"type":"string"},{"type":"null"}],"description":"d"}""")]
    [InlineData("object or null as alternatives", """{"anyOf":[{EMPTY},{"type":"null"}]}""")]
    [InlineData("no property", """{EMPTY}""")]
    [InlineData("object", """{"type":"object","properties":{"x":{"type":"string"}},"required":["x"],CLOSED}""")]
    [InlineData("object or null", """{"type":["object","null"],"properties":{},"required":[],"additionalProperties":false}""")]
    [InlineData("$ref", """{"$ref":"#/$defs/d"}""")]
    [InlineData("$ref to the root", """{"$ref":"#"}""")]
    public void A_property_fits(string what, string property) => Fits(Root(property)).ShouldBeTrue(what);

    [Theory]
    [InlineData("no type", "{}")]
    [InlineData("true", "true")]
    [InlineData("unknown type", """{"type":"text"}""")]
    [InlineData("type that is no text", """{"type":1}""")]
    [InlineData("no types", """{"type":[]}""")]
    [InlineData("a type twice", """{"type":["string","string"]}""")]
    [InlineData("type beside anyOf", """{"type":"string","anyOf":[{"type":"string"}]}""")]
    [InlineData("other properties", """{"type":"object","properties":{},"required":[]}""")]
    [InlineData("typed other properties", """{"type":"object","properties":{},"required":[],"additionalProperties":{"type":"null"}}""")]
    [InlineData("other properties beside null", """{"type":["object","null"],"properties":{},"required":[]}""")]
    [InlineData("no properties", """{"type":"object","required":[],"additionalProperties":false}""")]
    [InlineData("no required", """{"type":"object","properties":{},"additionalProperties":false}""")]
    [InlineData("optional", """{"type":"object","properties":{"x":{"type":"string"}},"required":[],"additionalProperties":false}""")]
    [InlineData("unknown required", """{"type":"object","properties":{},"required":["x"],CLOSED}""")]
    [InlineData("required twice", """{"type":"object","properties":{"x":{"type":"string"}},"required":["x","x"],CLOSED}""")]
    [InlineData("required that is no list", """{"type":"object","properties":{},"required":{},"additionalProperties":false}""")]
    [InlineData("properties of a text", """{"type":"string","properties":{}}""")]
    [InlineData("a property that does not fit", """{"type":"object","properties":{"x":{}},"required":["x"],CLOSED}""")]
    [InlineData("list without items", """{"type":"array"}""")]
    [InlineData("items of any type", """{"type":"array","items":{}}""")]
    [InlineData("tuple", """{"type":"array","items":[{"type":"string"}]}""")]
    [InlineData("items of a text", """{"type":"string","items":{"type":"string"}}""")]
    [InlineData("title that is no text", """{"type":"string","title":{}}""")]
    [InlineData("description that is no text", """{"type":"string","description":5}""")]
    [InlineData("alternatives of objects", """{"anyOf":[{EMPTY},{EMPTY}]}""")]
    [InlineData("alternatives that may be objects", """{"anyOf":[{"$ref":"#/$defs/d"},{"$ref":"#"}]}""")]
    [InlineData("a value twice, written otherwise", """{"type":"string","enum":["a","\u0061"]}""")]
    [InlineData("no option", """{"anyOf":[]}""")]
    [InlineData("an option that does not fit", """{"anyOf":[{"type":"string"},{}]}""")]
    [InlineData("empty enum", """{"type":"string","enum":[]}""")]
    [InlineData("enum of another type", """{"type":"string","enum":["a",null]}""")]
    [InlineData("enum without a type", """{"enum":["a"]}""")]
    [InlineData("enum of objects", """{EMPTY,"enum":[{}]}""")]
    [InlineData("a value twice", """{"type":"string","enum":["a","a"]}""")]
    [InlineData("const of another type", """{"type":"string","const":1}""")]
    [InlineData("const without a type", """{"const":"a"}""")]
    [InlineData("fraction", """{"type":"integer","const":1.5}""")]
    [InlineData("$ref beside another keyword", """{"$ref":"#/$defs/d","description":"d"}""")]
    [InlineData("$ref to nothing", """{"$ref":"#/$defs/other"}""")]
    [InlineData("$ref to a property", """{"$ref":"#/properties/a"}""")]
    [InlineData("$ref to another document", """{"$ref":"https://example.com/schema"}""")]
    [InlineData("$ref that is no text", """{"$ref":1}""")]
    [InlineData("definitions in a property", """{"type":"string","$defs":{}}""")]
    [InlineData("$schema in a property", """{"type":"string","$schema":"https://json-schema.org/draft/2020-12/schema"}""")]
    [InlineData("unpaired surrogate", """{"type":"string","enum":["\ud800"]}""")]
    [InlineData("allOf", """{"type":"string","allOf":[]}""")]
    [InlineData("oneOf", """{"oneOf":[{"type":"string"}]}""")]
    [InlineData("not", """{"type":"string","not":{}}""")]
    [InlineData("if", """{"type":"string","if":{}}""")]
    [InlineData("default", """{"type":"string","default":"a"}""")]
    [InlineData("examples", """{"type":"string","examples":["a"]}""")]
    [InlineData("pattern", """{"type":"string","pattern":"a"}""")]
    [InlineData("format", """{"type":"string","format":"date"}""")]
    [InlineData("minLength", """{"type":"string","minLength":1}""")]
    [InlineData("maxLength", """{"type":"string","maxLength":1}""")]
    [InlineData("minimum", """{"type":"number","minimum":1}""")]
    [InlineData("maximum", """{"type":"number","maximum":1}""")]
    [InlineData("exclusiveMinimum", """{"type":"number","exclusiveMinimum":1}""")]
    [InlineData("exclusiveMaximum", """{"type":"number","exclusiveMaximum":1}""")]
    [InlineData("multipleOf", """{"type":"number","multipleOf":2}""")]
    [InlineData("minItems", """{"type":"array","items":{"type":"string"},"minItems":1}""")]
    [InlineData("maxItems", """{"type":"array","items":{"type":"string"},"maxItems":1}""")]
    [InlineData("uniqueItems", """{"type":"array","items":{"type":"string"},"uniqueItems":true}""")]
    [InlineData("contains", """{"type":"array","items":{"type":"string"},"contains":{"type":"string"}}""")]
    [InlineData("prefixItems", """{"type":"array","items":{"type":"string"},"prefixItems":[]}""")]
    [InlineData("patternProperties", """{EMPTY,"patternProperties":{}}""")]
    [InlineData("propertyNames", """{EMPTY,"propertyNames":{}}""")]
    [InlineData("minProperties", """{EMPTY,"minProperties":0}""")]
    [InlineData("dependentRequired", """{EMPTY,"dependentRequired":{}}""")]
    public void A_property_does_not_fit(string what, string property) => Fits(Root(property)).ShouldBeFalse(what);

    [Theory]
    [InlineData("list", """{"type":"array","items":{"type":"string"}}""")]
    [InlineData("text", """{"type":"string"}""")]
    [InlineData("object or null", """{"type":["object","null"],"properties":{},"required":[],"additionalProperties":false}""")]
    [InlineData("alternatives", """{"anyOf":[{EMPTY}]}""")]
    [InlineData("reference", """{"$ref":"#/$defs/d","$defs":{"d":{EMPTY}}}""")]
    [InlineData("anything", "{}")]
    [InlineData("true", "true")]
    [InlineData("a definition that does not fit", """{EMPTY,"$defs":{"d":{}}}""")]
    [InlineData("definitions that are no object", """{EMPTY,"definitions":[]}""")]
    [InlineData("$id", """{EMPTY,"$id":"x"}""")]
    [InlineData("a name twice", """{"type":"object","properties":{"a":{"type":"string"},"a":{"type":"string"}},"required":["a"],CLOSED}""")]
    public void A_root_does_not_fit(string what, string schema) => Fits(schema).ShouldBeFalse(what);

    [Fact]
    public void Definitions_of_both_names_and_the_name_of_the_dialect_fit() => Fits("""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","title":"t","type":"object",
        "properties":{"a":{"$ref":"#/definitions/d"},"b":{"$ref":"#/$defs/d"}},"required":["a","b"],CLOSED,
        "definitions":{"d":{"type":"string"}},"$defs":{"d":{"type":"null"}}}
        """).ShouldBeTrue();

    [Theory]
    [InlineData(StrictSchema.MaxLevels, true)]
    [InlineData(StrictSchema.MaxLevels + 1, false)]
    public void Levels_are_limited(int levels, bool fits)
    {
        var (objects, lists) = ("""{"type":"string"}""", """{"type":"string"}""");
        for (var i = 1; i < levels; i++) (objects, lists) = (Object(objects), $$$"""{"type":"array","items":{{{lists}}}}""");

        (Fits(Object(objects)), Fits(Object(lists))).ShouldBe((fits, fits));
    }

    [Theory]
    [InlineData(StrictSchema.MaxProperties, true)]
    [InlineData(StrictSchema.MaxProperties + 1, false)]
    public void Properties_are_limited(int count, bool fits)
    {
        var properties = Enumerable.Range(1, count - 1).ToDictionary(static i => $"p{i}", static _ => new { type = "string" });
        var inner = $$$"""
            {"type":"object","properties":{{{JsonSerializer.Serialize(properties)}}},
            "required":{{{JsonSerializer.Serialize(properties.Keys)}}},CLOSED}
            """;

        Fits(Object(inner)).ShouldBe(fits);
    }

    [Theory]
    [InlineData(StrictSchema.MaxEnumValues, 1, true)]
    [InlineData(StrictSchema.MaxEnumValues + 1, 1, false)]
    [InlineData(StrictSchema.LargeEnum, StrictSchema.MaxLength / StrictSchema.LargeEnum, false)]
    [InlineData(StrictSchema.LargeEnum, (StrictSchema.MaxLength / StrictSchema.LargeEnum) - 1, true)]
    [InlineData(StrictSchema.LargeEnum + 1, 29, true)]
    [InlineData(StrictSchema.LargeEnum + 1, 30, false)]
    public void Values_are_limited(int count, int length, bool fits)
    {
        var values = Enumerable.Range(0, count).Select(i => length > 3 ? i.ToString().PadLeft(length, 'x') : $"{(char)('一' + i)}");

        Fits(Object($$$"""{"type":"string","enum":{{{JsonSerializer.Serialize(values)}}}}""")).ShouldBe(fits);
    }

    private static string Object(string property) =>
        $$$"""{"type":"object","properties":{"a":{{{property}}}},"required":["a"],CLOSED}""";

    private static string Root(string property) =>
        $$$$"""{"type":"object","properties":{"a":{{{{property}}}}},"required":["a"],CLOSED,"$defs":{"d":{"type":"string"}}}""";

    private static bool Fits(string schema) =>
        StrictSchema.Fits(JsonElement.Parse(schema.Replace("EMPTY", Empty).Replace("CLOSED", Closed)));
}
