using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>
/// Schemas of clients whose dialect has no <c>strict</c>, because every answer conforms, at providers of OpenAI's dialects, whose answers
/// conform to strict schemas only: <c>{"b":1}</c> came back for a schema that requires another property.
/// </summary>
[Trait("Promise", "P-20")]
public sealed class StrictSchemasTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Document = """{"path":"a.txt"}""";

    /// <summary>No strict schema, because it allows other properties.</summary>
    private const string Open = """{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}""";

    private static readonly ModelAnswer Valid = new() { Text = Document };
    private static readonly ModelAnswer Wrong = new() { Text = """{"b":1}""" };
    private static readonly string[] OpenAiDialects = ["openai-chat", "openai-responses"];

    /// <summary>Clients of the other dialects, the models of a provider of OpenAI's dialects, and whether the answer is a stream.</summary>
    public static TheoryData<string, string, bool, bool> Pairs =>
    [
        .. from client in DialectHost.ClientDialects
        where !OpenAiDialects.Contains(client.Name)
        from upstream in OpenAiDialects
        from isOpenAi in (bool[])[true, false]
        from streamed in (bool[])[true, false]
        select (client.Name, upstream, isOpenAi, streamed),
    ];

    public static TheoryData<string, bool?, bool> OpenAiClients =>
    [
        .. from client in OpenAiDialects
        from strict in (bool?[])[null, true, false]
        from streamed in (bool[])[true, false]
        select (client, strict, streamed),
    ];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_schema_that_OpenAI_takes_so_is_strict(string client, string upstream, bool isOpenAi, bool streamed)
    {
        var (answer, response) = await AskAsync(client, upstream, isOpenAi, streamed, Json.Schema.ToJsonString(), Valid);

        response.ShouldBe(200);
        answer.Text.ShouldBe(Document);
        StrictOf(host[Dialect(upstream)].Requests.ShouldHaveSingleItem().Json).ShouldBe(true);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_answer_to_another_schema_is_verified_and_corrected(
        string client, string upstream, bool isOpenAi, bool streamed)
    {
        var (answer, response) = await AskAsync(client, upstream, isOpenAi, streamed, Open, Wrong, Valid);

        response.ShouldBe(200);
        answer.Text.ShouldBe(Document);
        var requests = host[Dialect(upstream)].Requests;
        requests.Count.ShouldBe(2);
        foreach (var request in requests)
        {
            StrictOf(request.Json).ShouldBeNull();
            var received = Dialect(upstream).ReadRequest(request.Json);
            (received.Format, received.Tools.Length).ShouldBe(("json_schema", 0));
        }

        requests.First().Text.ShouldNotContain("$.path is missing");
        requests.Last().Text.ShouldContain("$.path is missing");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_answer_that_never_conforms_is_an_error_and_is_billed(
        string client, string upstream, bool isOpenAi, bool streamed)
    {
        var (_, response) = await AskAsync(client, upstream, isOpenAi, streamed, Open, Wrong, Wrong, Valid);

        response.ShouldBe(502);
        response.Message.ShouldContain("$.path is missing");
        host[Dialect(upstream)].Requests.Count.ShouldBe(2);
        (await host.Team.ReceiptAsync(response.RequestId)).GetProperty("cost_usd").GetDecimal().ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_call_of_the_clients_tool_needs_no_answer(string client, string upstream, bool isOpenAi, bool streamed)
    {
        var call = new ModelAnswer { Calls = [new ToolUse("call_1", "read_file", """{"path":"a"}""")], FinishReason = "tool_calls" };
        var request = new ModelRequest { Format = "json_schema", Tools = ["read_file"] };

        var (answer, response) = await AskAsync(client, upstream, isOpenAi, streamed, Open, request, call);

        response.ShouldBe(200);
        answer.Calls.ShouldHaveSingleItem().Name.ShouldBe("read_file");
        host[Dialect(upstream)].Requests.Count.ShouldBe(1);
    }

    /// <summary>Clients of OpenAI's dialects say themselves whether their answers must conform.</summary>
    [Theory]
    [MemberData(nameof(OpenAiClients))]
    public async Task What_a_client_says_about_strict_is_kept(string client, bool? strict, bool streamed)
    {
        var upstream = OpenAiDialects.Single(name => name != client);
        host[Dialect(upstream)].Script(Reply(Dialect(upstream), Wrong, streamed));

        var response = await host.AskAsync(
            Client(client), new ModelRequest { Format = "json_schema" }, DialectHost.ModelOf(Dialect(upstream)), streamed, body =>
            {
                var format = client == "openai-chat" ? body["response_format"]!["json_schema"]! : body["text"]!["format"]!;
                format["schema"] = JsonNode.Parse(Open);
                if (strict is { } said) format["strict"] = said;
                else format.AsObject().Remove("strict");
                return body.ToJsonString();
            });

        response.ShouldBe(200);
        Client(client).ReadResponse(response, streamed).Text.ShouldBe(Wrong.Text);
        StrictOf(host[Dialect(upstream)].Requests.ShouldHaveSingleItem().Json).ShouldBe(strict);
    }

    /// <summary>Anthropic's mode enforces every schema that it takes.</summary>
    [Theory]
    [InlineData("ollama", true)]
    [InlineData("ollama", false)]
    [InlineData("gemini", true)]
    [InlineData("gemini", false)]
    public async Task A_mode_that_enforces_every_schema_is_used_as_it_is(string client, bool streamed)
    {
        const string Optional = """
            {"type":"object","properties":{"path":{"type":"string"},"b":{"type":"string"}},"required":["path"],"additionalProperties":false}
            """;
        var messages = Dialect("anthropic-messages");
        host[messages].Script(Reply(messages, Valid, streamed));

        var response = await host.AskAsync(
            Client(client), new ModelRequest { Format = "json_schema" }, DialectHost.ModelOf(messages), streamed,
            body => WithSchema(body, Optional));

        response.ShouldBe(200);
        var sent = host[messages].Requests.ShouldHaveSingleItem();
        (messages.ReadRequest(sent.Json).Format, sent.Text.Contains("\"strict\"")).ShouldBe(("json_schema", false));
    }

    /// <summary>The request with another schema of the answer; the tools have the same.</summary>
    private static string WithSchema(JsonObject body, string schema)
    {
        string[] fields = ["output_config", "generationConfig", "format"];
        var field = fields.Single(body.ContainsKey);
        var usual = Json.Schema.ToJsonString();
        body[field] = JsonNode.Parse(body[field]!.ToJsonString().Replace(usual, schema, StringComparison.Ordinal));
        return body.ToJsonString();
    }

    private static bool? StrictOf(JsonElement request)
    {
        var format = request.TryGetProperty("text", out var text)
            ? text.GetProperty("format")
            : request.GetProperty("response_format").GetProperty("json_schema");
        return format.TryGetProperty("strict", out var strict) ? strict.GetBoolean() : null;
    }

    private Task<(ModelAnswer Answer, GatewayAnswer Response)> AskAsync(
        string client, string upstream, bool isOpenAi, bool streamed, string schema, params ModelAnswer[] answers) =>
        AskAsync(client, upstream, isOpenAi, streamed, schema, new ModelRequest { Format = "json_schema" }, answers);

    private async Task<(ModelAnswer Answer, GatewayAnswer Response)> AskAsync(
        string client, string upstream, bool isOpenAi, bool streamed, string schema, ModelRequest request, params ModelAnswer[] answers)
    {
        var dialect = Dialect(upstream);
        host[dialect].Script([.. answers.Select(answer => Reply(dialect, answer, streamed))]);
        var response = await host.AskAsync(
            Client(client), request, isOpenAi ? DialectHost.ModelAtOpenAi(dialect) : DialectHost.ModelOf(dialect), streamed,
            body => WithSchema(body, schema));
        return (response.Status == 200 ? Client(client).ReadResponse(response, streamed) : new ModelAnswer(), response);
    }

    private Reply Reply(ITestDialect dialect, ModelAnswer answer, bool streamed) => (context, cancellationToken) =>
    {
        var request = host[dialect].LastRequest.Json;
        var reply = streamed
            ? Replies.Sse(dialect.WriteStream(answer, request))
            : Replies.Json(dialect.WriteResponse(answer, request));
        return reply(context, cancellationToken);
    };

    private static ITestDialect Dialect(string name) => DialectHost.Dialects.Single(dialect => dialect.Name == name);

    private static ITestClientDialect Client(string name) => DialectHost.ClientDialects.Single(dialect => dialect.Name == name);
}
