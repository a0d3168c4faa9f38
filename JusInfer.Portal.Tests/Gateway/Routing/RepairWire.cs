using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>The request of an agent with one tool, and answers that call a tool, in each dialect.</summary>
internal sealed record RepairWire(string Dialect)
{
    private const string Schema = """{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}""";
    private const string System = "You are a coding agent.";

    public string Path => Dialect switch
    {
        "anthropic-messages" => "/v1/messages",
        "openai-responses" => "/v1/responses",
        "gemini" => "/v1beta/models/auto:generateContent",
        "ollama" => "/api/chat",
        _ => Caller.Completions,
    };

    /// <summary>The address of a streamed answer, which is another one in Gemini's API.</summary>
    public string StreamPath => Dialect == "gemini" ? "/v1beta/models/auto:streamGenerateContent?alt=sse" : Path;

    public string AddressOf(ScriptedUpstream upstream) => Dialect == "anthropic-messages" ? upstream.Root : upstream.BaseUrl;

    public string Request(string task, bool stream, string model = "auto", string system = System)
    {
        var options = $"\"model\":\"{model}\",\"stream\":{(stream ? "true" : "false")}";
        var question = $"Fix the bug in parser.py of {task}.";
        return Dialect switch
        {
            "anthropic-messages" => $$$"""{{{{options}}},"max_tokens":2000,"system":"{{{system}}}","tools":[{"name":"bash","input_schema":{{{Schema}}}}],"messages":[{"role":"user","content":"{{{question}}}"}]}""",
            "openai-responses" => $$$"""{{{{options}}},"instructions":"{{{system}}}","tools":[{"type":"function","name":"bash","parameters":{{{Schema}}}}],"input":"{{{question}}}"}""",
            "gemini" => $$$"""{"systemInstruction":{"parts":[{"text":"{{{system}}}"}]},"tools":[{"functionDeclarations":[{"name":"bash","parametersJsonSchema":{{{Schema}}}}]}],"contents":[{"role":"user","parts":[{"text":"{{{question}}}"}]}]}""",
            _ => $$$"""{{{{options}}},"tools":[{"type":"function","function":{"name":"bash","parameters":{{{Schema}}}}}],"messages":[{"role":"system","content":"{{{system}}}"},{"role":"user","content":"{{{question}}}"}]}""",
        };
    }

    public Reply Answer(string tool, string arguments, bool stream) => stream ? Replies.Sse(Stream(tool, arguments)) : Replies.Json(Whole(tool, arguments));

    /// <summary>A stream that begins with a text, if there is one.</summary>
    public string Stream(string tool, string arguments, string text = "", string usage = ChatSse.PlainUsage) => Dialect switch
    {
        "anthropic-messages" => MessagesWire.Stream((text.Length == 0 ? "" : MessagesWire.Text(0, text)) + MessagesWire.Call(text.Length == 0 ? 0 : 1, "toolu_1", tool, arguments), "tool_use"),
        "openai-responses" => ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.FunctionCall(0, tool, "call_1", arguments) + ResponsesWire.Completed(ResponsesWire.Call(tool, arguments, "call_1", "fc_call_1"))),
        _ => ChatSse.Role() + (text.Length == 0 ? "" : ChatSse.Text(text)) + Call(tool, arguments) + ChatSse.Finish("tool_calls")
            + ChatSse.Usage(usage) + ChatSse.Done,
    };

    public static string Call(string tool, string arguments) => ChatSse.Event(ChatSse.Chunk(
        $$$"""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"{{{tool}}}","arguments":{{{JsonSerializer.Serialize(arguments)}}}}}]}""", "null"));

    private string Whole(string tool, string arguments) => Dialect switch
    {
        "anthropic-messages" => MessagesWire.Message($$"""{"type":"tool_use","id":"toolu_1","name":"{{tool}}","input":{{arguments}}}""", "tool_use"),
        "openai-responses" => ResponsesWire.Response(ResponsesWire.Call(tool, arguments)),
        _ => ChatSse.ToolCompletion(tool, arguments),
    };
}
