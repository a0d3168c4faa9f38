using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Tests.TestKit.Clients;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary>
/// Requests of clients that cannot run in tests, in the forms of their documentation and sources: addresses, headers and bodies.
/// </summary>
[Trait("Promise", "P-27")]
public sealed class DocumentedClientTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Schema = """{"type":"object","properties":{"path":{"type":"string"}},"required":["path"],"additionalProperties":false}""";
    private const string ChatTool = $$$"""{"type":"function","function":{"name":"read_file","description":"Reads a file.","parameters":{{{Schema}}}}}""";
    private const string FlatTool = $$$"""{"type":"function","name":"read_file","description":"Reads a file.","parameters":{{{Schema}}},"strict":false}""";

    private static readonly string ToolStream = ChatSse.Role()
        + ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"read_file","arguments":"{\"path\":\"a.txt\"}"}}]}""", "null"))
        + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done;

    [Fact]
    public async Task JetBrains_AI_Assistant_lists_the_models_and_streams_a_chat()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("he", "llo")));

        var models = await SendAsync(HttpMethod.Get, "/v1/models", body: null, ("User-Agent", "ktor-client"));
        var answer = await SendAsync(HttpMethod.Post, "/v1/chat/completions", $$$"""
            {"model":"{{{GatewayHost.Frontier}}}","stream":true,"stream_options":{"include_usage":true},"temperature":0.0,"messages":[{"role":"system","content":"You are an assistant."},{"role":"user","content":"Explain this."}]}
            """, ("User-Agent", "ktor-client"), ("Accept", "text/event-stream"), ("Cache-Control", "no-store"));

        models.Json.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()).ShouldContain(GatewayHost.Frontier);
        answer.StreamedText.ShouldBe("hello");
        answer.IsDone.ShouldBeTrue();
        StrictChatClient.Read(answer.Body).ShouldContain("usage ");
    }

    [Fact]
    public async Task JetBrains_AI_Assistant_receives_the_calls_of_its_agent_mode()
    {
        gateway.Alpha.Script(Replies.Sse(ToolStream));

        var answer = await SendAsync(HttpMethod.Post, "/v1/chat/completions", $$$"""
            {"model":"{{{GatewayHost.Frontier}}}","stream":true,"messages":[{"role":"user","content":"Read a.txt."}],"tools":[{{{ChatTool}}}],"tool_choice":"auto","parallel_tool_calls":false}
            """);

        StrictChatClient.Read(answer.Body).ShouldContain("read_file");
    }

    [Fact]
    public async Task Junie_calls_the_complete_address_of_Responses()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.ToolCompletion("read_file", """{"path":"a.txt"}""")));

        var answer = await SendAsync(HttpMethod.Post, "/v1/responses", $$"""
            {"model":"{{GatewayHost.Frontier}}","store":false,"include":["reasoning.encrypted_content"],"input":[{"type":"message","role":"system","content":[{"type":"input_text","text":"You are Junie."}]},{"type":"message","role":"user","content":[{"type":"input_text","text":"Read a.txt."}]}],"tools":[{{FlatTool}}],"tool_choice":"auto","parallel_tool_calls":false}
            """, ("User-Agent", "ktor-client"));

        answer.ShouldBe(200);
        answer.Json.GetProperty("status").GetString().ShouldBe("completed");
        var call = answer.Json.GetProperty("output").EnumerateArray().Single(static item => item.GetProperty("type").GetString() == "function_call");
        call.GetProperty("name").GetString().ShouldBe("read_file");
        JsonElement.Parse(call.GetProperty("arguments").GetString()!).GetProperty("path").GetString().ShouldBe("a.txt");
    }

    [Fact]
    public async Task Junie_calls_the_complete_address_of_Messages()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.ToolCompletion("read_file", """{"path":"a.txt"}""")));

        var answer = await SendAsync(HttpMethod.Post, "/v1/messages", $$$"""
            {"model":"{{{GatewayHost.Frontier}}}","max_tokens":8192,"system":[{"type":"text","text":"You are Junie.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"Read a.txt."}]}],"tools":[{"name":"read_file","description":"Reads a file.","input_schema":{{{Schema}}}}],"tool_choice":{"type":"auto","disable_parallel_tool_use":true}}
            """, ("anthropic-version", "2023-06-01"), ("User-Agent", "ktor-client"));

        answer.ShouldBe(200);
        answer.Json.GetProperty("stop_reason").GetString().ShouldBe("tool_use");
        var call = answer.Json.GetProperty("content").EnumerateArray().Single(static block => block.GetProperty("type").GetString() == "tool_use");
        call.GetProperty("input").GetProperty("path").GetString().ShouldBe("a.txt");
    }

    [Fact]
    public async Task Zed_streams_a_chat_with_tools_and_the_key_of_its_thread()
    {
        gateway.Alpha.Script(Replies.Sse(ToolStream));

        var answer = await SendAsync(HttpMethod.Post, "/v1/chat/completions", $$$"""
            {"model":"{{{GatewayHost.Frontier}}}","messages":[{"role":"system","content":"You are an agent."},{"role":"user","content":[{"type":"text","text":"Read a.txt."}]}],"stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":32000,"stop":[],"temperature":1.0,"tool_choice":"auto","parallel_tool_calls":false,"tools":[{{{ChatTool}}}],"prompt_cache_key":"0199-thread"}
            """, ("User-Agent", "Zed/1.10.0 (linux; x86_64)"));

        StrictChatClient.Read(answer.Body).ShouldContain("read_file");
        answer.Chunks.ShouldAllBe(static chunk => !chunk.GetRawText().Contains("\"error\""));
    }

    [Fact]
    public async Task Cursor_streams_a_chat()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("he", "llo")));

        var answer = await SendAsync(HttpMethod.Post, "/v1/chat/completions", $$$"""
            {"model":"{{{GatewayHost.Frontier}}}","temperature":0,"user":"google-oauth2|1","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"system","content":"You are a pair programmer."},{"role":"user","content":"Explain this."}]}
            """);

        answer.StreamedText.ShouldBe("hello");
        answer.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Cursor_receives_chat_chunks_for_a_request_in_the_form_of_Responses()
    {
        gateway.Alpha.Script(Replies.Sse(ToolStream));

        var answer = await SendAsync(HttpMethod.Post, "/v1/chat/completions", $$"""
            {"model":"{{GatewayHost.Frontier}}","user":"google-oauth2|1","stream":true,"store":false,"include":["reasoning.encrypted_content"],"reasoning":{"effort":"medium","summary":"auto"},"text":{"verbosity":"low"},"prompt_cache_retention":"24h","input":[{"role":"system","content":"You are an agent."},{"role":"user","content":[{"type":"input_text","text":"Read a.txt."}]}],"tools":[{{FlatTool}}],"tool_choice":"auto"}
            """);

        StrictChatClient.Read(answer.Body).ShouldContain("read_file");
        answer.Chunks.ShouldAllBe(static chunk => chunk.GetProperty("object").GetString() == "chat.completion.chunk");
    }

    [Fact]
    public async Task Claude_Desktop_lists_the_models_and_streams_a_message()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("he", "llo")));
        (string, string) version = ("anthropic-version", "2023-06-01");

        var models = await SendAsync(HttpMethod.Get, "/v1/models?limit=1000", body: null, version);
        var answer = await SendAsync(HttpMethod.Post, "/v1/messages?beta=true", $$$"""
            {"model":"{{{GatewayHost.Frontier}}}","max_tokens":32000,"stream":true,"system":[{"type":"text","text":"You are Claude."}],"messages":[{"role":"user","content":[{"type":"text","text":"Hello."}]}],"metadata":{"user_id":"user_1"}}
            """, version, ("anthropic-beta", "interleaved-thinking-2025-05-14,context-management-2025-06-27"));

        models.Json.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("type").GetString()).Distinct().ShouldBe(["model"]);
        models.Json.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        answer["content-type"].ShouldNotBeNull().ShouldStartWith("text/event-stream");
        var stream = MessageStream.Of(answer.Body);
        stream.Text.ShouldBe("hello");
        stream.StopReason.ShouldBe("end_turn");
    }

    /// <summary>The address is optional: without it, Claude Desktop uses its own settings.</summary>
    [Fact]
    public async Task Claude_Desktop_gets_a_JSON_error_for_the_settings_that_the_gateway_does_not_have()
    {
        var answer = await SendAsync(HttpMethod.Get, "/user/bootstrap", body: null);

        answer.Status.ShouldBe(404);
        answer["content-type"].ShouldBe("application/json");
    }

    private async Task<GatewayAnswer> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await gateway.Team.MintAsync()).Key);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.OfAsync(response);
    }
}
