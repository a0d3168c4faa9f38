using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>The wire format of answers of the Responses API.</summary>
internal static class ResponsesWire
{
    /// <summary>100 input tokens, 40 of them cached, and 20 output tokens, 5 of them reasoning.</summary>
    public const string Usage =
        """{"input_tokens":100,"input_tokens_details":{"cached_tokens":40},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":5},"total_tokens":120}""";

    public static string Message(string text, string id = "msg_up", string status = "completed") =>
        $$"""{"id":"{{id}}","type":"message","status":"{{status}}","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":{{Quoted(text)}}}]}""";

    public static string Call(string name, string arguments, string callId = "call_up", string id = "fc_up", string extra = "") =>
        $$"""{"id":"{{id}}","type":"function_call","status":"completed","arguments":{{Quoted(arguments)}},"call_id":"{{callId}}","name":"{{name}}"{{extra}}}""";

    public static string CustomCall(string name, string input, string callId = "call_custom", string id = "ctc_up") =>
        $$"""{"id":"{{id}}","type":"custom_tool_call","status":"completed","call_id":"{{callId}}","name":"{{name}}","input":{{Quoted(input)}}}""";

    public static string Reasoning(string summary, string encrypted = "gAAAAsealed", string id = "rs_up") =>
        $$"""{"id":"{{id}}","type":"reasoning","summary":[{"type":"summary_text","text":{{Quoted(summary)}}}],"encrypted_content":"{{encrypted}}"}""";

    public static string Refusal(string text, string id = "msg_up") =>
        $$"""{"id":"{{id}}","type":"message","status":"completed","role":"assistant","content":[{"type":"refusal","refusal":{{Quoted(text)}}}]}""";

    /// <param name="output">The items as JSON, separated by commas.</param>
    /// <param name="status">The response's status.</param>
    /// <param name="extra">More properties of the response, each with a leading comma.</param>
    /// <param name="usage">The usage as JSON.</param>
    public static string Response(string output, string status = "completed", string extra = "", string usage = Usage) =>
        $$$"""
        {"id":"resp_up","object":"response","created_at":1763600000,"status":"{{{status}}}","error":null,"incomplete_details":null,"instructions":null,"model":"upstream-name","output":[{{{output}}}],"parallel_tool_calls":true,"previous_response_id":null,"store":false,"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"usage":{{{usage}}},"metadata":{}{{{extra}}}}
        """;

    public static string Whole(string text) => Response(Message(text));

    /// <summary>An event with a placeholder for its number, which <see cref="Numbered"/> replaces.</summary>
    public static string Event(string type, string rest = "") => $"event: {type}\ndata: {{\"type\":\"{type}\",\"sequence_number\":@@{rest}}}\n\n";

    public static string Created => Event("response.created", $",\"response\":{Response("", "in_progress", usage: "null")}")
        + Event("response.in_progress", $",\"response\":{Response("", "in_progress", usage: "null")}");

    public static string Completed(string output, string status = "completed", string extra = "") =>
        Event($"response.{status}", $",\"response\":{Response(output, status, extra)}");

    public static string Added(int index, string item) => Event("response.output_item.added", $",\"output_index\":{index},\"item\":{item}");

    public static string Done(int index, string item) => Event("response.output_item.done", $",\"output_index\":{index},\"item\":{item}");

    /// <summary>The events of a message, from its start to its end.</summary>
    public static string Text(int index, params string[] texts)
    {
        var position = $",\"item_id\":\"msg_up\",\"output_index\":{index},\"content_index\":0";
        var whole = string.Concat(texts);
        return Added(index, """{"id":"msg_up","type":"message","status":"in_progress","role":"assistant","content":[]}""")
            + Event("response.content_part.added", position + ""","part":{"type":"output_text","annotations":[],"logprobs":[],"text":""}""")
            + string.Concat(texts.Select(text => Event("response.output_text.delta", $"{position},\"delta\":{Quoted(text)},\"logprobs\":[]")))
            + Event("response.output_text.done", $"{position},\"text\":{Quoted(whole)},\"logprobs\":[]")
            + Event("response.content_part.done", position + $$""","part":{"type":"output_text","annotations":[],"logprobs":[],"text":{{Quoted(whole)}}}""")
            + Done(index, Message(whole));
    }

    /// <summary>The events of a function call.</summary>
    public static string FunctionCall(int index, string name, string callId, params string[] arguments)
    {
        var (id, whole) = ($"fc_{callId}", string.Concat(arguments));
        var position = $",\"item_id\":\"{id}\",\"output_index\":{index}";
        return Added(index, $$"""{"id":"{{id}}","type":"function_call","status":"in_progress","arguments":"","call_id":"{{callId}}","name":"{{name}}"}""")
            + string.Concat(arguments.Select(fragment => Event("response.function_call_arguments.delta", $"{position},\"delta\":{Quoted(fragment)}")))
            + Event("response.function_call_arguments.done", $"{position},\"name\":\"{name}\",\"arguments\":{Quoted(whole)}")
            + Done(index, Call(name, whole, callId, id));
    }

    /// <summary>The events of reasoning with one summary, ending with its encrypted content.</summary>
    public static string Thinking(int index, params string[] texts)
    {
        var position = $",\"item_id\":\"rs_up\",\"output_index\":{index},\"summary_index\":0";
        var whole = string.Concat(texts);
        return Added(index, """{"id":"rs_up","type":"reasoning","summary":[]}""")
            + Event("response.reasoning_summary_part.added", position + ""","part":{"type":"summary_text","text":""}""")
            + string.Concat(texts.Select(text => Event("response.reasoning_summary_text.delta", $"{position},\"delta\":{Quoted(text)}")))
            + Event("response.reasoning_summary_text.done", $"{position},\"text\":{Quoted(whole)}")
            + Event("response.reasoning_summary_part.done", position + $$""","part":{"type":"summary_text","text":{{Quoted(whole)}}}""")
            + Done(index, Reasoning(whole));
    }

    /// <summary>A complete stream of text as OpenAI sends it.</summary>
    public static string Stream(params string[] texts) => Numbered(Created + Text(0, texts) + Completed(Message(string.Concat(texts))));

    /// <summary>Replaces the placeholders of events with their numbers.</summary>
    public static string Numbered(string events)
    {
        var parts = events.Split("@@");
        return string.Concat(parts.Select((part, i) => i == 0 ? part : $"{i - 1}{part}"));
    }

    public static string Quoted(string text) => JsonSerializer.Serialize(text);
}
