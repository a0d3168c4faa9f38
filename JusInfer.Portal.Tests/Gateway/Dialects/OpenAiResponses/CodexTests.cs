using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests the requests of Codex, and the answers that it needs, with a model behind Chat Completions.</summary>
[Trait("Promise", "P-26")]
public sealed class CodexTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Tools = """
        [{"type":"function","name":"exec_command","description":"Runs a command.","strict":false,"parameters":{"type":"object","properties":{"cmd":{"type":"string"}},"required":["cmd"],"additionalProperties":false}},
         {"type":"namespace","name":"agents_v1","description":"Other agents.","tools":[{"type":"function","name":"spawn","description":"Starts one.","strict":false,"parameters":{"type":"object","properties":{}}}]},
         {"type":"custom","name":"apply_patch","description":"Edits files.","format":{"type":"grammar","syntax":"lark","definition":"start: LINE+"}},
         {"type":"web_search","external_web_access":false}]
        """;

    private static string Request(string items, string more = "") => $$"""
        {"model":"test/chat","stream":true,"input":[
           {"type":"message","id":"msg_1","role":"developer","content":[{"type":"input_text","text":"You are an agent."}]},
           {"type":"message","id":"msg_2","role":"developer","content":[{"type":"input_text","text":"Skills."},{"type":"input_text","text":"Permissions."}]},
           {"type":"message","id":"msg_3","role":"user","content":[{"type":"input_text","text":"Make the file."}]}{{items}}],
         "tools":{{Tools}},"tool_choice":"auto","parallel_tool_calls":true,"reasoning":{"summary":"auto"},"store":false,
         "include":["reasoning.encrypted_content"],"prompt_cache_key":"run-1","client_metadata":{"session_id":"session-1"}{{more}}}
        """;

    [Fact]
    public async Task Its_first_request_is_read_completely()
    {
        gateway.ChatUpstream.Script(Replies.Sse(ChatSse.Stream("ok")));

        await AskAsync(Request(""));

        var asked = gateway.ChatUpstream.LastRequest.Json;
        asked.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("role").GetString()).ShouldBe(["system", "user"]);
        asked.GetProperty("messages")[0].GetProperty("content").GetString()!.ShouldEndWith("\n\nSkills.\n\nPermissions.");
        asked.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("function").GetProperty("name").GetString())
            .ShouldBe(["exec_command", "agents_v1__spawn", "apply_patch"]);
        asked.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters").GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Calls_have_the_names_that_it_sent()
    {
        gateway.ChatUpstream.Script(Replies.Sse(
            ChatSse.Role() + Tool(0, "call_a", "agents_v1__spawn", "{}") + Tool(1, "call_b", "apply_patch", """{\"input\":\"*** Begin\\n+\\\"x\\\"\"}""") + ChatSse.Finish("tool_calls") + ChatSse.Done));

        var stream = await AskAsync(Request(""));

        stream.Output[0].GetProperty("type").GetString().ShouldBe("function_call");
        stream.Output[0].GetProperty("namespace").GetString().ShouldBe("agents_v1");
        stream.Output[0].GetProperty("name").GetString().ShouldBe("spawn");
        stream.Output[1].GetProperty("type").GetString().ShouldBe("custom_tool_call");
        stream.Output[1].GetProperty("name").GetString().ShouldBe("apply_patch");
        stream.Output[1].GetProperty("input").GetString().ShouldBe("*** Begin\n+\"x\"");
        stream.Pieces("response.custom_tool_call_input.delta").ShouldBe("*** Begin\n+\"x\"");
    }

    [Fact]
    public async Task Its_later_requests_restore_the_conversation()
    {
        gateway.ChatUpstream.Script(Replies.Sse(ChatSse.Stream("ok")));

        await AskAsync(Request("""
            ,{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"content":null,"encrypted_content":"jinf.un."}
            ,{"type":"message","status":"completed","id":"msg_4","role":"assistant","content":[{"type":"output_text","text":"Now.","annotations":[],"logprobs":[]}]}
            ,{"type":"function_call","status":"completed","id":"fc_1","namespace":"agents_v1","name":"spawn","arguments":"{}","call_id":"call_a"}
            ,{"type":"custom_tool_call","status":"completed","id":"ctc_1","name":"apply_patch","input":"*** Begin","call_id":"call_b"}
            ,{"type":"message","role":"user","content":[{"type":"input_text","text":"<steer>"}]}
            ,{"type":"function_call_output","id":"fco_1","call_id":"call_a","output":"started"}
            ,{"type":"custom_tool_call_output","id":"fco_2","call_id":"call_b","output":"patched"}
            """));

        var messages = gateway.ChatUpstream.LastRequest.Json.GetProperty("messages").EnumerateArray().Skip(2).ToList();
        messages.Select(static message => message.GetProperty("role").GetString()).ShouldBe(["assistant", "tool", "tool", "user"]);
        messages[0].GetProperty("content").GetString().ShouldBe("Now.");
        messages[0].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString().ShouldBe("agents_v1__spawn");
        messages[0].GetProperty("tool_calls")[1].GetProperty("function").GetProperty("arguments").GetString().ShouldBe("""{"input":"*** Begin"}""");
        messages[2].GetProperty("content").GetString().ShouldBe("patched");
    }

    [Fact]
    public async Task Usage_is_broken_down_by_its_session()
    {
        gateway.ChatUpstream.Script(Replies.Sse(ChatSse.Stream("ok")));

        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), Request(""));

        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("session").GetString().ShouldBe("session-1");
    }

    [Fact]
    public async Task A_hosted_tool_that_it_requires_is_rejected_by_name()
    {
        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), Request("").Replace("\"tool_choice\":\"auto\"", "\"tool_choice\":{\"type\":\"web_search\"}"));

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Param.ShouldBe("tools[3].type");
        answer.Message.ShouldContain("web_search");
    }

    private async Task<ResponsesEvents> AskAsync(string body)
    {
        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), body);
        answer.ShouldBe(200);
        return ResponsesEvents.Of(answer.Body);
    }

    private static string Tool(int index, string id, string name, string arguments) =>
        ChatSse.Event(ChatSse.Chunk($$$"""{"tool_calls":[{"index":{{{index}}},"id":"{{{id}}}","type":"function","function":{"name":"{{{name}}}","arguments":"{{{arguments}}}"}}]}""", "null"));
}
