using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Tests the schema of a tool in the form that Anthropic accepts: one object at the top level, without losing a parameter.
/// </summary>
public sealed class ToolSchemaTests
{
    [Theory]
    [InlineData("""{"properties":{"b":{"anyOf":[{"type":"string"},{"type":"null"}]}},"title":"T","additionalProperties":{"type":"string"}}""",
        """{"type":"object","properties":{"b":{"anyOf":[{"type":"string"},{"type":"null"}]}},"title":"T","additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"type":"string"}""", """{"type":"object","properties":{}}""")]
    [InlineData("true", """{"type":"object","properties":{}}""")]
    public void A_single_object_stays_unchanged(string schema, string written) => Write(schema).ShouldBe(written);

    [Theory]
    [InlineData("anyOf")]
    [InlineData("oneOf")]
    public void A_union_accepts_the_properties_of_all_options_and_requires_those_that_all_require(string keyword) =>
        Write($$$"""
            {"description":"d","{{{keyword}}}":[
             {"type":"object","properties":{"action":{"const":"create"},"name":{"type":"string"}},"required":["action","name"],"additionalProperties":false},
             {"type":"object","properties":{"action":{"const":"delete"},"id":{"type":"integer"}},"required":["action","id"],"additionalProperties":false},
             {"type":"null"}]}
            """).ShouldBe("""{"type":"object","description":"d","properties":{"action":{"anyOf":[{"const":"create"},{"const":"delete"}]},"name":{"type":"string"},"id":{"type":"integer"}},"required":["action"],"additionalProperties":false}""");

    [Fact]
    public void Keywords_next_to_a_union_are_kept() =>
        Write("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"},"c":{}},"required":["c"],"anyOf":[{"required":["a"]},{"required":["b"]}]}""")
            .ShouldBe("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"},"c":{}},"required":["c"]}""");

    [Fact]
    public void allOf_requires_the_properties_of_all_parts() =>
        Write("""{"type":"object","properties":{"x":{"type":"string"}},"required":["x"],"allOf":[{"properties":{"y":{"type":"integer"},"x":{"type":"string"}},"required":["y"]}]}""")
            .ShouldBe("""{"type":"object","properties":{"x":{"type":"string"},"y":{"type":"integer"}},"required":["x","y"]}""");

    [Fact]
    public void References_are_resolved_and_may_be_circular() =>
        Write("""{"$ref":"#/definitions/A~1b","definitions":{"A/b":{"anyOf":[{"$ref":"#/definitions/C"},{"$ref":"#/definitions/A~1b"},{"$ref":"#/none"}],"properties":{"a":{}}},"C":{"properties":{"c":{"$ref":"#/definitions/C"}}}}}""")
            .ShouldSatisfyAllConditions(written => written.ShouldStartWith("""{"type":"object","definitions":{"A/b":"""), written => written.ShouldEndWith(""","properties":{"c":{"$ref":"#/definitions/C"},"a":{}}}"""));

    private static string Write(string schema)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) ObjectSchema.Write(writer, JsonElement.Parse(schema));
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
