using System.Text;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests token counts in the form of Responses: exact if a provider of the dialect counts, otherwise estimated.</summary>
public sealed class InputTokensTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Path = "/v1/responses/input_tokens";
    private const string Counted = """{"object":"response.input_tokens","input_tokens":2095}""";

    [Theory]
    [InlineData(Path)]
    [InlineData("/responses/input_tokens")]
    [InlineData("/v1/v1/responses/input_tokens")]
    public async Task A_provider_of_the_dialect_counts_the_tokens(string path)
    {
        gateway.NativeUpstream.Script(Replies.Json(Counted));

        var answer = await CountAsync(ResponsesHost.Native, path: path);

        answer.ShouldBe(200);
        answer.Body.ShouldBe(Counted);
        gateway.NativeUpstream.LastRequest.Path.ShouldBe(Path);
        gateway.NativeUpstream.LastRequest.Text.ShouldBe("""{"model":"native-upstream","input":"how many tokens are these words?"}""");
    }

    [Theory]
    [InlineData(ResponsesHost.Chat)]
    [InlineData(ResponsesHost.Claude)]
    public async Task For_a_provider_of_another_dialect_the_count_is_estimated(string model)
    {
        gateway.ChatUpstream.Script();
        gateway.ClaudeUpstream.Script();

        var answer = await CountAsync(model, ",\"instructions\":\"be brief\"");

        answer.ShouldBe(200);
        answer.Json.GetProperty("object").GetString().ShouldBe("response.input_tokens");
        answer.Json.GetProperty("input_tokens").GetInt64().ShouldBeGreaterThan(5);
        gateway.ChatUpstream.Requests.ShouldBeEmpty();
        gateway.ClaudeUpstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(501)]
    public async Task A_provider_without_counting_is_not_asked_again_and_still_answers_calls(int status)
    {
        await using var bare = await ScriptedUpstream.StartAsync();
        await using var portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("bare", bare.BaseUrl, dialect: "openai-responses").Model("test/bare", ["bare:model"]));
        var caller = await (await portal.SignUpAsync()).MintAsync();
        bare.Script(Replies.Json("""{"detail":"Method Not Allowed"}""", status), Replies.Json(ResponsesWire.Whole("ab")));

        for (var i = 0; i < 3; i++)
            (await CountAsync("test/bare", caller: caller)).Json.GetProperty("input_tokens").GetInt64().ShouldBeLessThan(100);

        bare.Requests.Count.ShouldBe(1);
        (await ResponsesHost.AskAsync(caller, ResponsesHost.Asking("test/bare"))).ShouldBe(200);
    }

    [Fact]
    public async Task A_stored_response_that_the_request_continues_is_counted()
    {
        var caller = await gateway.Team.MintAsync();
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("A blue one.")), Replies.Json(Counted));
        var first = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Native, "Which color?"));
        var previous = $",\"previous_response_id\":\"{first.Json.GetProperty("id").GetString()}\"";

        (await CountAsync(ResponsesHost.Native, previous, caller: caller)).Body.ShouldBe(Counted);
        var sent = gateway.NativeUpstream.LastRequest;
        var estimated = await CountAsync(ResponsesHost.Chat, previous, caller: caller);
        var alone = await CountAsync(ResponsesHost.Chat, caller: caller);

        sent.Text.ShouldContain("Which color?");
        sent.Text.ShouldContain("A blue one.");
        sent.Json.GetProperty("previous_response_id").ValueKind.ShouldBe(JsonValueKind.Null);
        estimated.Json.GetProperty("input_tokens").GetInt64().ShouldBeGreaterThan(alone.Json.GetProperty("input_tokens").GetInt64());
        (await CountAsync(ResponsesHost.Chat, ",\"previous_response_id\":\"resp_unknown\"", caller: caller)).ShouldBe(400);
    }

    [Fact]
    public async Task Schemas_and_reasoning_that_the_provider_rejects_are_not_sent()
    {
        gateway.NativeUpstream.Script(Replies.Json(Counted));

        var answer = await CountAsync(ResponsesHost.Native, """
            ,"tools":[{"type":"function","name":"look","strict":false,"parameters":{"type":"object"}}]
            """, input: """[{"type":"reasoning","summary":[]},{"role":"user","content":"Hi"}]""");

        answer.Body.ShouldBe(Counted);
        var sent = gateway.NativeUpstream.LastRequest.Json;
        sent.GetProperty("input").GetArrayLength().ShouldBe(1);
        sent.GetProperty("tools")[0].GetProperty("parameters").TryGetProperty("properties", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task The_providers_rejection_of_a_prompt_is_passed_on()
    {
        gateway.NativeUpstream.Script(Replies.Json(
            """{"error":{"message":"input[0]: bad","type":"invalid_request_error","param":"input","code":null}}""", 400));

        var answer = await CountAsync(ResponsesHost.Native);

        answer.ShouldBe(400);
        answer.Message.ShouldContain("input[0]: bad");
    }

    [Fact]
    public async Task Another_method_is_rejected_with_the_one_that_works()
    {
        var answer = await (await gateway.Team.MintAsync()).SendAsync(HttpMethod.Put, Path, content: null);

        answer.ShouldBe(405);
        answer.Message.ShouldContain("POST");
    }

    private async Task<GatewayAnswer> CountAsync(
        string model, string extra = "", string path = Path, Caller? caller = null, string input = "\"how many tokens are these words?\"")
    {
        var body = new StringContent($$"""{"model":"{{model}}","input":{{input}}{{extra}}}""", Encoding.UTF8, "application/json");
        return await (caller ?? await gateway.Team.MintAsync()).SendAsync(HttpMethod.Post, path, body);
    }
}
