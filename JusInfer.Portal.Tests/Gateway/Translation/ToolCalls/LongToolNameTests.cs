using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Translation.ToolCalls;

/// <summary>Anthropic accepts tool names of 128 characters, OpenAI of 64. Agents with MCP servers have long tool names.</summary>
[Trait("Promise", "P-19")]
public sealed class LongToolNameTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private static readonly string Long = "mcp__a_server_with_a_name_of_its_own__" + new string('x', 60) + "_one";
    private static readonly string Other = Long[..^4] + "_two";

    [Fact]
    public async Task A_long_tool_name_is_shortened_for_a_chat_provider_and_restored_for_the_client()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.ToolCompletion("{}", "{}")));
        await AskAsync(ResponsesHost.Chat);
        var sent = gateway.ChatUpstream.LastRequest.Json;
        var name = sent.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString()!;
        name.Length.ShouldBe(64);
        sent.GetProperty("tools")[1].GetProperty("function").GetProperty("name").GetString().ShouldNotBe(name);
        sent.GetProperty("tool_choice").GetProperty("function").GetProperty("name").GetString().ShouldBe(name);
        sent.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString().ShouldBe(name);

        gateway.ChatUpstream.Script(Replies.Json(ChatSse.ToolCompletion(name, "{}")));
        (await AskAsync(ResponsesHost.Chat)).Json.GetProperty("content")[0].GetProperty("name").GetString().ShouldBe(Long);
    }

    [Fact]
    public async Task A_long_tool_name_is_shortened_for_a_responses_provider_and_restored_for_the_client()
    {
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("ab")));
        await AskAsync(ResponsesHost.Native);
        var name = gateway.NativeUpstream.LastRequest.Json.GetProperty("tools")[0].GetProperty("name").GetString()!;
        name.Length.ShouldBe(64);

        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Response(ResponsesWire.Call(name, "{}"))));
        (await AskAsync(ResponsesHost.Native)).Json.GetProperty("content")[0].GetProperty("name").GetString().ShouldBe(Long);
    }

    [Fact]
    public async Task The_name_of_a_tool_that_was_taken_away_is_restored_in_a_repeated_call()
    {
        var removal = $$$"""
            ,{"role":"system","content":[{"type":"tool_removal","tool":{"type":"tool_reference","name":"{{{Long}}}"}}]}
            """;
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.ToolCompletion("{}", "{}")));
        await AskAsync(ResponsesHost.Chat, removal);
        var sent = gateway.ChatUpstream.LastRequest.Json;
        sent.GetProperty("tools").GetArrayLength().ShouldBe(1);
        var name = sent.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString()!;
        name.Length.ShouldBe(64);

        gateway.ChatUpstream.Script(Replies.Json(ChatSse.ToolCompletion(name, "{}")));
        (await AskAsync(ResponsesHost.Chat, removal)).Json.GetProperty("content")[0].GetProperty("name").GetString().ShouldBe(Long);
    }

    [Fact]
    public async Task A_long_tool_name_is_not_shortened_for_Anthropic()
    {
        gateway.ClaudeUpstream.Script(Replies.Json(MessagesWire.TextMessage("ab")));
        (await (await gateway.Team.MintAsync()).PostAsync(Caller.Completions, $$$"""{"model":"{{{ResponsesHost.Claude}}}","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"{{{Long}}}"}}]}""")).ShouldBe(200);

        gateway.ClaudeUpstream.LastRequest.Json.GetProperty("tools")[0].GetProperty("name").GetString().ShouldBe(Long);
    }

    [Theory]
    [InlineData("a.b/c")]
    [InlineData("find d-é")]
    public async Task Characters_that_a_provider_rejects_are_replaced_in_tool_names_and_restored_for_the_client(string name)
    {
        var body = $$$"""
            "messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"{{{name}}}"}}]}
            """;
        var caller = await gateway.Team.MintAsync();
        gateway.ClaudeUpstream.Script(Replies.Json(MessagesWire.TextMessage("ab")));
        await caller.PostAsync(Caller.Completions, $$"""{"model":"{{ResponsesHost.Claude}}",{{body}}""");
        var sent = gateway.ClaudeUpstream.LastRequest.Json.GetProperty("tools")[0].GetProperty("name").GetString()!;
        sent.ShouldMatch("^[a-zA-Z0-9_-]{1,64}$");

        gateway.ClaudeUpstream.Script(Replies.Json(MessagesWire.Message($$$"""{"type":"tool_use","id":"t","name":"{{{sent}}}","input":{}}""", "tool_use")));
        var answer = await caller.PostAsync(Caller.Completions, $$"""{"model":"{{ResponsesHost.Claude}}",{{body}}""");
        answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString().ShouldBe(name);

        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("ab")));
        await caller.PostAsync(Caller.Completions, $$"""{"model":"{{ResponsesHost.Native}}",{{body}}""");
        gateway.NativeUpstream.LastRequest.Json.GetProperty("tools")[0].GetProperty("name").GetString().ShouldBe(sent);
    }

    /// <param name="model">The model.</param>
    /// <param name="removal">A message that takes the tool away, after a comma; without one, a call of it is required.</param>
    private async Task<GatewayAnswer> AskAsync(string model, string removal = "")
    {
        var choice = removal.Length == 0 ? $$"""{"type":"tool","name":"{{Long}}"}""" : """{"type":"auto"}""";
        var answer = await (await gateway.Team.MintAsync()).PostAsync("/v1/messages", $$$"""
            {"model":"{{{model}}}","max_tokens":99,"tools":[{"name":"{{{Long}}}","input_schema":{"type":"object"}},{"name":"{{{Other}}}","input_schema":{"type":"object"}}],"tool_choice":{{{choice}}},
             "messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"{{{Long}}}","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"ok"}]}{{{removal}}}]}
            """);
        answer.ShouldBe(200);
        return answer;
    }
}
