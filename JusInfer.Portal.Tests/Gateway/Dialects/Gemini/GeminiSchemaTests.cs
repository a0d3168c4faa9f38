using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.Gemini.Client;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Tests.Gateway.Conformance;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary>Google's schemas, of functions and of answers, become JSON schemas.</summary>
[Trait("Promise", "P-20")]
public sealed class GeminiSchemaTests(DialectHost host) : IClassFixture<DialectHost>
{
    public static TheoryData<string, bool> Upstreams =>
        [.. from upstream in GeminiUpstreams.Names from streamed in (bool[])[true, false] select (upstream, streamed)];

    [Theory]

    // An enum that is nullable has null as a value (playpauseandstop/rororo#85).
    [InlineData("""{"type":"STRING","enum":["a","b"],"nullable":true}""", """{"type":["string","null"],"enum":["a","b",null]}""")]
    [InlineData("""{"type":"STRING","enum":["a",null],"nullable":true}""", """{"type":["string","null"],"enum":["a",null]}""")]
    [InlineData("""{"enum":["a"],"nullable":"true"}""", """{"enum":["a",null]}""")]
    [InlineData("""{"type":"STRING","enum":["a"],"nullable":false}""", """{"type":"string","enum":["a"]}""")]
    [InlineData("""{"type":"NULL","nullable":true}""", """{"type":"null"}""")]
    [InlineData(
        """{"$ref":"#/$defs/A","nullable":true,"$defs":{"A":{"type":"STRING"}}}""",
        """{"anyOf":[{"$ref":"#/$defs/A"},{"type":"null"}],"$defs":{"A":{"type":"string"}}}""")]

    // Values of numbers are strings (vercel/ai#18658).
    [InlineData("""{"type":"INTEGER","enum":["1","5"]}""", """{"type":"integer","enum":[1,5]}""")]
    [InlineData("""{"type":2,"enum":["0.5",1]}""", """{"type":"number","enum":[0.5,1]}""")]
    [InlineData("""{"type":"STRING","enum":["1"]}""", """{"type":"string","enum":["1"]}""")]

    // Enums as numbers, as in requests of google-generativeai over REST (googleapis/gax-nodejs#1335).
    [InlineData(
        """{"type":6,"properties":{"a":{"type":1},"b":{"type":5,"items":{"type":"3"}}}}""",
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"array","items":{"type":"integer"}}}}""")]
    [InlineData("""{"type":["STRING","NULL"]}""", """{"type":["string","null"]}""")]
    [InlineData("""{"type":["STRING","INTEGER"],"nullable":true}""", """{"type":["string","integer","null"]}""")]
    [InlineData("""{"type":"Object","properties":{}}""", """{"type":"object","properties":{}}""")]
    [InlineData("""{"type":0,"description":"d"}""", """{"description":"d"}""")]

    // Keywords in snake case, and Vertex AI's references.
    [InlineData(
        """{"any_of":[{"type":"ARRAY","min_items":"1","items":{"type":"STRING","max_length":"9"}}],"property_ordering":["a"]}""",
        """{"anyOf":[{"type":"array","minItems":1,"items":{"type":"string","maxLength":9}}]}""")]
    [InlineData(
        """{"properties":{"min_items":{"ref":"#/defs/T"}},"additional_properties":false,"defs":{"T":{"type":"NUMBER"}}}""",
        """{"properties":{"min_items":{"$ref":"#/$defs/T"}},"additionalProperties":false,"$defs":{"T":{"type":"number"}}}""")]
    [InlineData("""{"type":"NUMBER","minimum":"0.5","maximum":"2"}""", """{"type":"number","minimum":0.5,"maximum":2}""")]
    [InlineData("""{"type":"ARRAY","maxItems":3.0,"minItems":1}""", """{"type":"array","maxItems":3,"minItems":1}""")]

    // One value for a list, and unset fields.
    [InlineData("""{"type":"STRING","enum":"a"}""", """{"type":"string","enum":["a"]}""")]
    [InlineData(
        """{"type":"OBJECT","properties":{"a":{"type":"STRING"}},"required":"a"}""",
        """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""")]
    [InlineData("""{"anyOf":{"type":"STRING"}}""", """{"anyOf":[{"type":"string"}]}""")]
    [InlineData(
        """{"type":"STRING","items":null,"required":null,"enum":[],"anyOf":[],"default":null}""",
        """{"type":"string","default":null}""")]
    [InlineData("""{"type":"OBJECT","properties":[],"required":[]}""", """{"type":"object","required":[]}""")]
    [InlineData("""{"default":{"type":"STRING"},"example":{"a":"OBJECT"}}""", """{"default":{"type":"STRING"},"example":{"a":"OBJECT"}}""")]
    public void Googles_schema_becomes_a_JSON_schema(string google, string json) =>
        GeminiSchema.ToJsonSchema(new BodyValue(JsonElement.Parse(google), "schema")).GetRawText().ShouldBe(json);

    [Theory]
    [InlineData("""{"type":"object","nullable":true,"properties":{"a":{"enum":["OBJECT"],"default":{"type":"STRING"}}}}""", null)]
    [InlineData(
        """{"type":"OBJECT","properties":{"type":{"type":"STRING"}}}""",
        """{"type":"object","properties":{"type":{"type":"string"}}}""")]
    [InlineData("""{"items":{"type":["STRING","NULL"]}}""", """{"items":{"type":["string","null"]}}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"NULL"}]}""", """{"anyOf":[{"type":"string"},{"type":"null"}]}""")]
    public void A_JSON_schema_with_Googles_types_becomes_one_without(string given, string? json) =>
        GeminiSchema.Read(new BodyValue(JsonElement.Parse(given), "schema")).GetRawText().ShouldBe(json ?? given);

    [Theory]

    // google-gemini/deprecated-generative-ai-js#320
    [InlineData("""{"properties":{"a":{"type":"enum","values":["x"]}}}""", "'schema.properties.a.type' must be STRING, NUMBER", "\"enum\"")]
    [InlineData("""{"type":9}""", "'schema.type' must be STRING, NUMBER", "9")]
    [InlineData("""{"items":{"max_items":"three"}}""", "'schema.items.max_items' must be a whole number", "\"three\"")]
    [InlineData("""{"minimum":[]}""", "'schema.minimum' must be a number", "an array")]
    [InlineData("""{"nullable":"maybe"}""", "'schema.nullable' must be true or false", "\"maybe\"")]
    public void A_value_that_means_nothing_is_rejected_with_its_path(string schema, string problem, string found)
    {
        var fault = Should.Throw<RequestFault>(() => GeminiSchema.ToJsonSchema(new BodyValue(JsonElement.Parse(schema), "schema")));

        fault.Message.ShouldStartWith(problem);
        fault.Message.ShouldEndWith($", but is {found}.");
    }

    /// <summary>Without null as a value, the answer was asked for twice and then failed with 502.</summary>
    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task Null_is_a_valid_value_of_a_nullable_enum(string upstream, bool streamed)
    {
        const string Schema = """
            {"type":"OBJECT","properties":{"tone":{"type":"STRING","enum":["warm","cold"],"nullable":true}},"required":["tone"]}
            """;
        var model = DialectHost.ModelWithoutJson(GeminiUpstreams.Dialect(upstream));

        var body = Asking($"\"responseMimeType\":\"application/json\",\"responseSchema\":{Schema}");

        var (answer, response) = await host.AskAsync(upstream, streamed, model, body, Answer("""{"tone":null}"""));

        response.ShouldBe(200);
        answer.Text.ShouldBe("""{"tone":null}""");
        host[GeminiUpstreams.Dialect(upstream)].Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("\"response_schema\"")]
    [InlineData("\"responseJsonSchema\"")]
    public async Task The_schema_of_an_answer_and_of_a_function_are_read_alike(string field)
    {
        const string Google = """{"type":"OBJECT","properties":{"a":{"type":"STRING"}}}""";
        const string Json = """{"type":"object","properties":{"a":{"type":"string"}}}""";
        var upstream = GeminiUpstreams.Dialect("openai-chat");

        await host.AskAsync("openai-chat", streamed: false, DialectHost.ModelOf(upstream), Asking($"{field}:{Google}"), Answer("{}"));

        var sent = host[upstream].LastRequest.Json.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema");
        sent.GetRawText().ShouldBe(Json);
    }

    private static string Asking(string config) =>
        "{\"contents\":{\"parts\":{\"text\":\"go\"}},\"generationConfig\":{" + config + "}}";

    private static ModelAnswer Answer(string text) => new() { Text = text };
}
