using System.Text.Json.Nodes;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Tests.Primitives.Json;

public sealed class SchemaSyntaxTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":["string","null"]},"b":true},"required":["a"],"additionalProperties":false}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"$ref":"#/$defs/a"},{"const":null}]}}}""")]
    [InlineData("""{"items":[{"type":"string"}],"x-unknown":{"type":7}}""")]
    [InlineData("""{"$ref":"#Name","$defs":{"a":{"$anchor":"Name"}}}""")]
    [InlineData("""{"$id":"https://example.com/a.json","$ref":"b.json#","$defs":{"b":{"$id":"b.json"}}}""")]
    [InlineData("true")]
    public void A_schema_has_no_fault(string schema) => SchemaSyntax.FindFault(JsonNode.Parse(schema)).ShouldBeNull();

    [Theory]
    [InlineData("[]", "/")]
    [InlineData("""{"type":"strng"}""", "/type")]
    [InlineData("""{"type":7}""", "/type")]
    [InlineData("""{"properties":{"a":{"items":{"type":"text"}}}}""", "/properties/a/items/type")]
    [InlineData("""{"properties":{"a":"string"}}""", "/properties/a")]
    [InlineData("""{"properties":["a"]}""", "/properties")]
    [InlineData("""{"anyOf":[]}""", "/anyOf")]
    [InlineData("""{"anyOf":[{},{"required":"a"}]}""", "/anyOf/1/required")]
    [InlineData("""{"$ref":"#/$defs/missing"}""", "/$ref")]
    [InlineData("""{"$ref":"https://example.com/schema"}""", "/$ref")]
    [InlineData("""{"properties":{"a":{"$ref":"#Name"},"Name":{}}}""", "/properties/a/$ref")]
    [InlineData("""{"const":{"$anchor":"Name"},"$ref":"#Name"}""", "/$ref")]
    [InlineData("""{"properties":{"$anchor":{"type":"string"}},"$ref":"#type"}""", "/$ref")]
    [InlineData("""{"$ref":"b.json#Name","$defs":{"b":{"$id":"b.json"}}}""", "/$ref")]
    [InlineData("""{"$ref":"http://[/"}""", "/$ref")]
    [InlineData("""{"minLength":-1}""", "/minLength")]
    [InlineData("""{"maximum":"5"}""", "/maximum")]
    public void A_fault_is_named_with_its_place(string schema, string place) =>
        SchemaSyntax.FindFault(JsonNode.Parse(schema))!.ShouldStartWith($"at '{place}': ");
}
