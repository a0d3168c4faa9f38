using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>
/// Tests custom tools in chat completion requests. Only OpenAI accepts them, and no provider accepts the flat form that Cursor sends.
/// </summary>
[Trait("Promise", "P-27")]
public sealed class CustomToolsTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Function = """{"type":"function","function":{"name":"read","parameters":{"type":"object","properties":{}}}}""";

    [Theory]
    [InlineData("""{"type":"custom","name":"ApplyPatch","description":"patches","format":{"type":"text"}}""")]
    [InlineData("""{"type":"custom","custom":{"name":"ApplyPatch","description":"patches"}}""")]
    public async Task A_custom_tool_becomes_a_function_for_the_provider_and_a_custom_call_for_the_client(string custom)
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
    public async Task A_streamed_function_call_becomes_a_custom_call_too()
    {
        gateway.ChatUpstream.Script(Replies.Sse(
            ChatSse.Role() + ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"ApplyPatch","arguments":"{\"input\":\"*** Begin\"}"}}]}""", "null"))
            + ChatSse.Finish("tool_calls") + ChatSse.Done));

        var answer = await AskAsync("""{"type":"custom","name":"ApplyPatch"}""", ",\"stream\":true");

        answer.Body.ShouldContain("\"custom\":{\"name\":\"ApplyPatch\"");
        answer.Body.ShouldContain("\"input\":\"*** Begin\"");
    }

    [Fact]
    public async Task A_request_with_only_functions_is_passed_through()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("ab")));

        (await AskAsync(Function, ",\"odd\" : 1.0")).ShouldBe(200);

        gateway.ChatUpstream.LastRequest.Text.ShouldEndWith($"\"tools\":[{Function}],\"odd\" : 1.0}}");
    }

    [Fact]
    public async Task A_hosted_tool_that_the_model_does_not_have_is_rejected_by_name()
    {
        var answer = await (await gateway.Team.MintAsync()).PostAsync(Caller.Completions, Caller.Asking(ResponsesHost.Claude, extra: ",\"tools\":[{\"type\":\"unheard_of\"}]"));

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Message.ShouldContain("unheard_of");
        answer.Error.GetProperty("param").GetString().ShouldBe("tools[0].type");
    }

    [Fact]
    public async Task An_image_part_with_a_nonstandard_type_is_corrected()
    {
        gateway.ClaudeUpstream.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await (await gateway.Team.MintAsync()).PostAsync(Caller.Completions, $$$"""{"model":"{{{ResponsesHost.Claude}}}","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/jpg;base64,AAAA"}}]}]}""")).ShouldBe(200);

        gateway.ClaudeUpstream.LastRequest.Text.ShouldContain("\"media_type\":\"image/jpeg\"");
    }

    /// <summary>Cursor sends images in Anthropic's form beside Anthropic's blocks.</summary>
    [Fact]
    public async Task An_image_in_Anthropics_form_is_one_of_Chat_Completions()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("ab")));

        (await (await gateway.Team.MintAsync()).PostAsync(
            Caller.Completions,
            $$$"""
            {"model":"{{{ResponsesHost.Chat}}}","messages":[{"role":"user","content":[{"type":"text","text":"u"},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}
            """)).ShouldBe(200);

        var parts = gateway.ChatUpstream.LastRequest.Json.GetProperty("messages")[0].GetProperty("content");
        parts[1].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("data:image/png;base64,AAAA");
    }

    private async Task<GatewayAnswer> AskAsync(string tools, string extra = "") =>
        await (await gateway.Team.MintAsync()).PostAsync(Caller.Completions, Caller.Asking(ResponsesHost.Chat, extra: $",\"tools\":[{tools}]{extra}"));
}
