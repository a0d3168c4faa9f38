namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>The wire format of answers of Anthropic's API.</summary>
internal static class MessagesWire
{
    /// <summary>60 new input tokens, 30 read from a cache, 10 written to a one-hour cache, and 20 output tokens.</summary>
    public const string Usage =
        """{"input_tokens":60,"cache_creation_input_tokens":10,"cache_read_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":10},"output_tokens":20,"service_tier":"standard"}""";

    /// <summary>The same usage at the start of a stream, before the output.</summary>
    private const string UsageAtStart =
        """{"input_tokens":60,"cache_creation_input_tokens":10,"cache_read_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":10},"output_tokens":1,"service_tier":"standard"}""";

    public const string Stop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    public const string Ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n";

    public static string Start { get; } = Event(
        "message_start",
        $$$"""{"type":"message_start","message":{"id":"msg_upstream","type":"message","role":"assistant","model":"claude-upstream","content":[],"stop_reason":null,"stop_sequence":null,"usage":{{{UsageAtStart}}}}}""");

    public static string Message(string content, string stop = "end_turn", string usage = Usage, string sequence = "null") =>
        $$"""{"id":"msg_upstream","type":"message","role":"assistant","model":"claude-upstream","content":[{{content}}],"stop_reason":"{{stop}}","stop_sequence":{{sequence}},"usage":{{usage}}}""";

    public static string TextMessage(string text) => Message($$"""{"type":"text","text":{{Quoted(text)}}}""");

    /// <summary>A complete stream with the given blocks.</summary>
    public static string Stream(string blocks, string stop = "end_turn", string sequence = "null") => Start + Ping + blocks + End(stop, sequence) + Stop;

    public static string TextStream(params string[] texts) => Stream(Text(0, texts));

    public static string Text(int index, params string[] texts) =>
        BlockStart(index, """{"type":"text","text":""}""") + string.Concat(texts.Select(text => TextDelta(index, text))) + BlockStop(index);

    public static string Thinking(int index, string signature, params string[] texts) =>
        BlockStart(index, """{"type":"thinking","thinking":"","signature":""}""")
        + string.Concat(texts.Select(text => Delta(index, $$"""{"type":"thinking_delta","thinking":{{Quoted(text)}}}""")))
        + Delta(index, $$"""{"type":"signature_delta","signature":{{Quoted(signature)}}}""") + BlockStop(index);

    public static string Call(int index, string id, string name, params string[] fragments) =>
        CallStart(index, id, name) + string.Concat(fragments.Select(fragment => ArgumentsDelta(index, fragment))) + BlockStop(index);

    public static string CallStart(int index, string id, string name) =>
        BlockStart(index, $$$"""{"type":"tool_use","id":{{{Quoted(id)}}},"name":{{{Quoted(name)}}},"input":{}}""");

    public static string ArgumentsDelta(int index, string fragment) => Delta(index, $$"""{"type":"input_json_delta","partial_json":{{Quoted(fragment)}}}""");

    public static string TextDelta(int index, string text) => Delta(index, $$"""{"type":"text_delta","text":{{Quoted(text)}}}""");

    public static string BlockStart(int index, string block) => Event("content_block_start", $$"""{"type":"content_block_start","index":{{index}},"content_block":{{block}}}""");

    public static string Delta(int index, string delta) => Event("content_block_delta", $$"""{"type":"content_block_delta","index":{{index}},"delta":{{delta}}}""");

    public static string BlockStop(int index) => Event("content_block_stop", $$"""{"type":"content_block_stop","index":{{index}}}""");

    public static string End(string stop = "end_turn", string sequence = "null") =>
        Event("message_delta", $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{stop}}}","stop_sequence":{{{sequence}}}},"usage":{"output_tokens":20}}""");

    public static string Error(string type = "overloaded_error", string message = "Overloaded") =>
        Event("error", $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"}}""");

    public static string ErrorBody(string message, string type = "invalid_request_error") =>
        $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"},"request_id":"req_upstream"}""";

    public static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    /// <summary>Escapes only what JSON requires, as Anthropic does.</summary>
    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n") + "\"";
}
