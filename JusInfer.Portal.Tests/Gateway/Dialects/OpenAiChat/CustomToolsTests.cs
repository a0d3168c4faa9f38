using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>Tools of free text at the chat door: only OpenAI takes them, and nobody in the flat form that Cursor sends.</summary>
[Trait("Promise", "P-27")]
public sealed class CustomToolsTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Function = """{"type":"function","function":{"name":"read","parameters":{"type":"object"}}}""";

    [Theory]
    [InlineData("""{"type":"custom","name":"ApplyPatch","description":"patches","format":{"type":"text"}}""")]
    [InlineData("""{"type":"custom","custom":{"name":"ApplyPatch","description":"patches"}}""")]
    public async Task A_chat_provider_is_given_a_function_of_one_text_and_the_client_its_own_call(string custom)
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.ToolCompletion("ApplyPatch", """{"input":"*** Begin"}""")));

        var answer = await AskAsync($"{Function},{custom}");

        var tools = gateway.ChatUpstream.LastRequest.Json.GetProperty("tools");
        tools[0].GetRawText().ShouldBe(Function);
        tools[1].GetProperty("function").GetProperty("name").GetString().ShouldBe("ApplyPatch");
        tools[1].GetProperty("function").GetProperty("parameters").GetProperty("properties").TryGetProperty("input", out _).ShouldBeTrue();
        var call = answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0];
        call.GetProperty("type").GetString().ShouldBe("custom");
        call.GetProperty("custom").GetProperty("input").GetString().ShouldBe("*** Begin");
    }

    [Fact]
    public async Task A_stream_is_turned_back_too()
    {
        gateway.ChatUpstream.Script(Replies.Sse(
            ChatSse.Role() + ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"ApplyPatch","arguments":"{\"input\":\"*** Begin\"}"}}]}""", "null"))
            + ChatSse.Finish("tool_calls") + ChatSse.Done));

        var answer = await AskAsync("""{"type":"custom","name":"ApplyPatch"}""", ",\"stream\":true");

        answer.Body.ShouldContain("\"custom\":{\"name\":\"ApplyPatch\"");
        answer.Body.ShouldContain("\"input\":\"*** Begin\"");
    }

    [Fact]
    public async Task Functions_alone_pass_to_the_byte()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("ab")));

        (await AskAsync(Function, ",\"odd\" : 1.0")).ShouldBe(200);

        gateway.ChatUpstream.LastRequest.Text.ShouldEndWith($"\"tools\":[{Function}],\"odd\" : 1.0}}");
    }

    [Fact]
    public async Task A_hosted_tool_is_refused_by_its_name_where_the_model_does_not_have_it()
    {
        var answer = await (await gateway.Team.MintAsync()).PostAsync(Caller.Completions, Caller.Asking(ResponsesHost.Claude, extra: ",\"tools\":[{\"type\":\"web_search\"}]"));

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Message.ShouldContain("web_search");
        answer.Error.GetProperty("param").GetString().ShouldBe("tools[0].type");
    }

    [Fact]
    public async Task A_picture_under_a_name_that_is_none_goes_under_its_right_one()
    {
        gateway.ClaudeUpstream.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await (await gateway.Team.MintAsync()).PostAsync(Caller.Completions, $$$"""{"model":"{{{ResponsesHost.Claude}}}","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/jpg;base64,AAAA"}}]}]}""")).ShouldBe(200);

        gateway.ClaudeUpstream.LastRequest.Text.ShouldContain("\"media_type\":\"image/jpeg\"");
    }

    private async Task<GatewayAnswer> AskAsync(string tools, string extra = "") =>
        await (await gateway.Team.MintAsync()).PostAsync(Caller.Completions, Caller.Asking(ResponsesHost.Chat, extra: $",\"tools\":[{tools}]{extra}"));
}
