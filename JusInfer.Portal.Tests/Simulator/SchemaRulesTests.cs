using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>The validator that checks the simulator's arguments is itself tested.</summary>
public sealed class SchemaRulesTests
{
    [Theory]
    [InlineData("5", """{"type":"string"}""")]
    [InlineData("1.5", """{"type":"integer"}""")]
    [InlineData("4", """{"minimum":5}""")]
    [InlineData("5", """{"exclusiveMaximum":5}""")]
    [InlineData("7", """{"multipleOf":2}""")]
    [InlineData("-1", """{"format":"uint32"}""")]
    [InlineData("\"ab\"", """{"pattern":"^[0-9]+$"}""")]
    [InlineData("\"ab\"", """{"minLength":3}""")]
    [InlineData("\"2026-13-01\"", """{"format":"date"}""")]
    [InlineData("\"c\"", """{"enum":["a","b"]}""")]
    [InlineData("{}", """{"required":["a"]}""")]
    [InlineData("""{"a":1}""", """{"additionalProperties":false}""")]
    [InlineData("""{"a":1}""", """{"properties":{"a":{"$ref":"#/$defs/T"}},"$defs":{"T":{"type":"null"}}}""")]
    [InlineData("[1,1]", """{"uniqueItems":true}""")]
    [InlineData("[1,\"a\"]", """{"items":{"type":"integer"}}""")]
    [InlineData("1", """{"oneOf":[{"type":"integer"},{"type":"number"}]}""")]
    [InlineData("true", """{"anyOf":[{"type":"integer"},{"type":"null"}]}""")]
    public void An_invalid_value_is_reported(string value, string schema) =>
        SchemaRules.FindErrors(JsonNode.Parse(value), JsonNode.Parse(schema)!).ShouldNotBeEmpty();
}
