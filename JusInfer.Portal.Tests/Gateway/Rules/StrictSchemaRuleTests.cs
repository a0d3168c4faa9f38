using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// <c>strict</c> for schemas of clients whose dialect does not have it, at providers that do not take it for every model
/// (OpenRouterTeam/ai-sdk-provider#483): it is left out, and the answer is verified.
/// </summary>
[Trait("Promise", "P-20")]
public sealed class StrictSchemaRuleTests(VendorHost host) : IClassFixture<VendorHost>
{
    private const string Schema =
        """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""";

    private const string Message = """
        "messages":[{"role":"user","content":"u"}]
        """;

    private const string Limited = $"{Message},\"max_tokens\":99";

    private const string Contents = """
        "contents":{"parts":{"text":"u"}}
        """;

    private static readonly string[] Vendors = ["openai-schemas", "engine-schemas", "groq-schemas", "router-schemas"];

    public static TheoryData<string, string> Requests =>
    [
        ("messages", $$$"""{{{Limited}}},"output_config":{"format":{"type":"json_schema","schema":{{{Schema}}}}}"""),
        ("messages", $$$"""{{{Limited}}},"output_format":{"type":"json_schema","schema":{{{Schema}}}}"""),
        ("ollama", $$"""{{Message}},"format":{{Schema}}"""),
        ("gemini", $$$"""{{{Contents}}},"generationConfig":{"responseJsonSchema":{{{Schema}}}}"""),
        ("gemini", $$$"""{{{Contents}}},"generationConfig":{"responseSchema":{{{Schema}}}}"""),
    ];

    public static TheoryData<string, string, string> Calls =>
        [.. from request in Requests from vendor in Vendors select (request.Data.Item1, vendor, request.Data.Item2)];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_provider_gets_strict_where_it_takes_it_for_every_model(string client, string vendor, string fields)
    {
        var takes = vendor is "openai-schemas" or "engine-schemas";
        var valid = Replies.Json(ChatSse.Completion("""{"a":"conforms"}"""));
        host.Upstream.Script(takes ? [valid] : [Replies.Json(ChatSse.Completion("""{"b":1}""")), valid]);

        var (answer, sent) = await host.SendAsync(client, vendor, fields);

        answer.Body.ShouldContain("conforms");
        sent.GetProperty("response_format").GetProperty("json_schema").TryGetProperty("strict", out var strict).ShouldBe(takes);
        if (takes) strict.GetBoolean().ShouldBeTrue();
        host.Upstream.Requests.Count.ShouldBe(takes ? 1 : 2);
    }

    /// <summary>Google does not know <c>strict</c> (receptron/graphai#1263).</summary>
    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_provider_that_enforces_every_schema_is_not_verified(string client, string fields)
    {
        host.Upstream.Script(Replies.Json(ChatSse.Completion("""{"b":1}""")));

        var (_, sent) = await host.SendAsync(client, "google-schemas", fields);

        sent.GetProperty("response_format").GetProperty("json_schema").TryGetProperty("strict", out _).ShouldBeFalse();
        host.Upstream.Requests.Count.ShouldBe(1);
    }

    /// <summary>A schema that the gateway cannot read reaches the provider's mode as before.</summary>
    [Fact]
    public async Task A_schema_that_cannot_be_verified_is_left_to_the_mode()
    {
        host.Upstream.Script(Replies.Json(ChatSse.Completion("""{"b":1}""")));

        var (answer, _) = await host.SendAsync(
            "ollama", "openai-schemas",
            $"{Message},\"format\":" + """{"type":"object","properties":{"a":{"type":"any"}}}""");

        answer.Body.ShouldContain("b");
        host.Upstream.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("groq-schemas")]
    [InlineData("router-schemas")]
    public async Task What_the_client_says_is_sent_to_every_provider(string vendor)
    {
        host.Upstream.Script(Replies.Json(ChatSse.Completion("""{"a":"conforms"}""")));

        var (_, sent) = await host.SendAsync(
            "responses", vendor,
            $$$"""
            "input":"u","text":{"format":{"type":"json_schema","name":"n","strict":true,"schema":{{{Schema}}}}}
            """);

        sent.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean().ShouldBeTrue();
    }
}
