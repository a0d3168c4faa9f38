using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Streams of providers of Responses, and the lines that a recording sink must have for each.</summary>
internal static class ResponsesFixtures
{
    private const string Patch = "*** Begin\n+x";

    public static IReadOnlyDictionary<string, (string Stream, string[] Lines)> All { get; } = new Dictionary<string, (string, string[])>
    {
        ["text"] = (
            ResponsesWire.Created + ResponsesWire.Text(0, "Grüße, ", "\"Welt\" 😀\n") + ResponsesWire.Completed(ResponsesWire.Message("Grüße, \"Welt\" 😀\n")),
            ["text: " + Escaped("Grüße, \"Welt\" 😀\n"), "usage: 100 20", "finish: Stop"]),
        ["reasoning, text and parallel calls"] = (
            ResponsesWire.Created + ResponsesWire.Thinking(0, "hm ", "so") + ResponsesWire.Text(1, "I will.")
            + ResponsesWire.FunctionCall(2, "look", "call_a", "{\"at\":", "1}") + ResponsesWire.FunctionCall(3, "look", "call_b", "{}") + ResponsesWire.Completed(
                $"{ResponsesWire.Reasoning("hm so")},{ResponsesWire.Message("I will.")},{ResponsesWire.Call("look", "{\"at\":1}", "call_a", "fc_call_a")},{ResponsesWire.Call("look", "{}", "call_b", "fc_call_b")}"),
            [
                "reasoning: hm so", "seal ResponsesEncrypted: gAAAAsealed", "text: I will.", "call 0: look call_a", "arguments 0: " + Escaped("{\"at\":1}"), "call 1: look call_b",
                "arguments 1: {}", "usage: 100 20", "finish: ToolCalls",
            ]),
        ["arguments in the finished item alone"] = (
            ResponsesWire.Created + ResponsesWire.Added(0, ResponsesWire.Call("look", "", "call_a")) + ResponsesWire.Done(0, ResponsesWire.Call("look", "{\"at\":1}", "call_a"))
            + ResponsesWire.Completed(ResponsesWire.Call("look", "{\"at\":1}", "call_a")),
            ["call 0: look call_a", "arguments 0: " + Escaped("{\"at\":1}"), "usage: 100 20", "finish: ToolCalls"]),
        ["a custom tool"] = (
            ResponsesWire.Created + ResponsesWire.Added(0, ResponsesWire.CustomCall("patch", ""))
            + ResponsesWire.Event("response.custom_tool_call_input.delta", $",\"item_id\":\"ctc_up\",\"output_index\":0,\"delta\":{ResponsesWire.Quoted(Patch)}")
            + ResponsesWire.Event("response.custom_tool_call_input.done", $",\"item_id\":\"ctc_up\",\"output_index\":0,\"input\":{ResponsesWire.Quoted(Patch)}")
            + ResponsesWire.Done(0, ResponsesWire.CustomCall("patch", Patch)) + ResponsesWire.Completed(ResponsesWire.CustomCall("patch", Patch)),
            ["call 0: patch call_custom custom", "arguments 0: " + Escaped(Patch), "usage: 100 20", "finish: ToolCalls"]),
        ["a refusal"] = (
            ResponsesWire.Created + ResponsesWire.Added(0, """{"id":"msg_up","type":"message","status":"in_progress","role":"assistant","content":[]}""")
            + ResponsesWire.Event("response.refusal.delta", ",\"item_id\":\"msg_up\",\"output_index\":0,\"content_index\":0,\"delta\":\"I will \"")
            + ResponsesWire.Event("response.refusal.delta", ",\"item_id\":\"msg_up\",\"output_index\":0,\"content_index\":0,\"delta\":\"not\"")
            + ResponsesWire.Done(0, ResponsesWire.Refusal("I will not")) + ResponsesWire.Completed(ResponsesWire.Refusal("I will not")),
            ["refusal: I will not", "usage: 100 20", "finish: Refusal"]),
        ["an answer cut short"] = (
            ResponsesWire.Created + ResponsesWire.Text(0, "half") + ResponsesWire.Event("response.incomplete",
                $",\"response\":{ResponsesWire.Response(ResponsesWire.Message("half"), "incomplete").Replace("\"incomplete_details\":null", "\"incomplete_details\":{\"reason\":\"max_output_tokens\"}")}"),
            ["text: half", "usage: 100 20", "finish: Length"]),
        ["the finished response alone"] = (
            ResponsesWire.Completed($"{ResponsesWire.Reasoning("hm")},{ResponsesWire.Message("all at once")},{ResponsesWire.Call("look", "{}")}"),
            ["reasoning: hm", "seal ResponsesEncrypted: gAAAAsealed", "text: all at once", "call 0: look call_up", "arguments 0: {}", "usage: 100 20", "finish: ToolCalls"]),
        ["a source"] = (
            ResponsesWire.Created + ResponsesWire.Text(0, "it says").Replace("event: response.output_text.done", ResponsesWire.Event("response.output_text.annotation.added",
                ",\"item_id\":\"msg_up\",\"output_index\":0,\"content_index\":0,\"annotation_index\":0,\"annotation\":{\"type\":\"url_citation\",\"url\":\"https://a.example\",\"title\":\"A\",\"start_index\":0,\"end_index\":7}")
                + "event: response.output_text.done") + ResponsesWire.Completed(ResponsesWire.Message("it says")),
            ["text: it says", """citation: {"type":"url_citation","url_citation":{"url":"https://a.example","title":"A","start_index":0,"end_index":7}}""", "usage: 100 20", "finish: Stop"]),
    };

    /// <summary>A text as it is in the fixtures' JSON, without its quotes.</summary>
    private static string Escaped(string text) => ResponsesWire.Quoted(text)[1..^1];
}
