using JusInfer.Portal.Tests.Gateway.Dialects.Gemini;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Schemas of answers whose root is no object, as Google's SDK sends them for <c>list[Recipe]</c> (google-gemini/cookbook#388). OpenAI's
/// mode for schemas rejects them (vercel/ai#1485, podly-pure-podcasts/podly_pure_podcasts#89), so the answer is asked for by an instruction
/// and verified.
/// </summary>
[Trait("Promise", "P-20")]
public sealed class SchemaRootRuleTests(VendorHost host) : IClassFixture<VendorHost>
{
    private const string Recipes =
        """{"type":"ARRAY","items":{"type":"OBJECT","properties":{"name":{"type":"STRING"}},"required":["name"]}}""";

    private const string List = """[{"name":"a"},{"name":"b"}]""";

    public static TheoryData<string, string, string> Cases => new()
    {
        { "openai-schemas", Recipes, List },
        { "openai-responses", Recipes, List },
        { "openai-schemas", """{"type":"STRING","enum":["a","b"]}""", "\"a\"" },
        { "openai-responses", """{"type":"INTEGER"}""", "5" },
        { "openai-schemas", """{"anyOf":[{"type":"OBJECT"},{"type":"ARRAY"}]}""", "[1]" },
        { "openai-schemas", """{"type":"OBJECT","nullable":true}""", "null" },

        // A mode for JSON objects would forbid the list.
        { "engine-objects", Recipes, List },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_answer_conforms_although_the_provider_takes_only_objects(string vendor, string schema, string text)
    {
        foreach (var streamed in (bool[])[false, true])
        {
            Script(vendor, streamed, text);

            var answer = await AskAsync(vendor, streamed, schema);

            answer.ShouldBe(200);
            TextOf(answer, streamed).ShouldBe(text);
            var sent = host.Upstream.LastRequest;
            sent.Json.TryGetProperty("response_format", out _).ShouldBeFalse(sent.Text);
            sent.Json.TryGetProperty("text", out _).ShouldBeFalse(sent.Text);
            sent.Text.ShouldContain("conform to this JSON schema");
        }
    }

    [Fact]
    public async Task An_answer_that_does_not_conform_is_corrected()
    {
        host.Upstream.Script(
            Replies.Json(ChatSse.Completion("""{"recipes":[]}""")), Replies.Json(ChatSse.Completion($"Here: {List}")));

        var answer = await AskAsync("openai-schemas", streamed: false, Recipes);

        answer.ShouldBe(200);
        TextOf(answer, streamed: false).ShouldBe(List);
    }

    [Theory]
    [InlineData("engine-schemas", Recipes, List)]
    [InlineData("openai-schemas", """{"type":"OBJECT","properties":{"name":{"type":"STRING"}}}""", """{"name":"a"}""")]
    public async Task The_mode_is_used_where_it_takes_the_schema(string vendor, string schema, string text)
    {
        host.Upstream.Script(Replies.Json(ChatSse.Completion(text)));

        (await AskAsync(vendor, streamed: false, schema)).ShouldBe(200);

        host.Upstream.LastRequest.Json.GetProperty("response_format").GetProperty("type").GetString().ShouldBe("json_schema");
    }

    [Theory]
    [InlineData(
        "ollama",
        """
        "messages":[{"role":"user","content":"u"}],"format":{"type":"array","items":{"type":"string"}}
        """)]
    [InlineData(
        "responses",
        """
        "input":"u","text":{"format":{"type":"json_schema","name":"n","schema":{"type":"array","items":{"type":"string"}}}}
        """)]
    [InlineData(
        "messages",
        """
        "max_tokens":99,"messages":[{"role":"user","content":"u"}],
        "output_config":{"format":{"type":"json_schema","schema":{"type":"array","items":{"type":"string"}}}}
        """)]
    public async Task Clients_of_every_translated_dialect_get_a_list(string client, string fields)
    {
        host.Upstream.Script(Replies.Json(ChatSse.Completion("""["a"]""")));

        var (answer, sent) = await host.SendAsync(client, "openai-schemas", fields);

        answer.Body.ShouldContain("""[\"a\"]""");
        sent.TryGetProperty("response_format", out _).ShouldBeFalse();
    }

    /// <summary>The client's own dialect: OpenAI says itself what it does not take.</summary>
    [Fact]
    public async Task A_request_that_is_passed_through_stays_as_it_is()
    {
        var (_, sent) = await host.SendAsync(
            "chat", "openai-schemas",
            """
            "messages":[{"role":"user","content":"u"}],
            "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"array"}}}
            """);

        sent.GetProperty("response_format").GetProperty("type").GetString().ShouldBe("json_schema");
    }

    private void Script(string vendor, bool streamed, string text) => host.Upstream.Script((vendor == "openai-responses", streamed) switch
    {
        (true, true) => Replies.Sse(ResponsesWire.Stream(text)),
        (true, false) => Replies.Json(ResponsesWire.Whole(text)),
        (false, true) => Replies.Sse(ChatSse.Stream(text)),
        _ => Replies.Json(ChatSse.Completion(text)),
    });

    private Task<GatewayAnswer> AskAsync(string vendor, bool streamed, string schema) => host.Caller.PostAsync(
        streamed ? GeminiBody.Stream(vendor) : GeminiBody.Generate(vendor),
        "{\"contents\":{\"parts\":{\"text\":\"go\"}},\"generationConfig\":{\"responseMimeType\":\"application/json\",\"responseSchema\":"
        + schema + "}}");

    private static string TextOf(GatewayAnswer answer, bool streamed) =>
        (streamed ? answer.Parts() : answer.Json.Parts()).Text();
}
