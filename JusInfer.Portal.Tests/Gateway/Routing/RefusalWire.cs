using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>Answers without content, in the dialect of a provider: as a provider writes that a model refuses, that its filter ended the answer, and an empty answer.</summary>
internal static class RefusalWire
{
    public const string Sorry = "I cannot help with that.";

    /// <param name="dialect">The provider's dialect.</param>
    /// <param name="kind"><c>refusal</c>, <c>filter</c> or <c>empty</c>.</param>
    /// <param name="stream">Whether the answer is streamed.</param>
    public static Reply Answer(string dialect, string kind, bool stream) => dialect switch
    {
        "anthropic-messages" => Messages(kind == "empty" ? "end_turn" : "refusal", stream),
        "openai-responses" => Responses(kind, stream),
        _ => Chat(kind, stream),
    };

    private static Reply Messages(string reason, bool stream) => stream ? Replies.Sse(MessagesWire.Stream("", reason)) : Replies.Json(MessagesWire.Message("", reason));

    private static Reply Chat(string kind, bool stream)
    {
        var (reason, refusal) = (kind == "filter" ? "content_filter" : "stop", kind == "refusal" ? ChatSse.Quoted(Sorry) : null);
        return stream
            ? Replies.Sse(ChatSse.Role() + (refusal is null ? "" : ChatSse.Event(ChatSse.Chunk($$"""{"refusal":{{refusal}}}""", "null"))) + ChatSse.Finish(reason) + ChatSse.Usage() + ChatSse.Done)
            : Replies.Json($$"""
                {"id":"chatcmpl-upstream","object":"chat.completion","created":1763600000,"model":"upstream-name","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":{{refusal ?? "null"}}},"finish_reason":"{{reason}}"}],"usage":{{ChatSse.PlainUsage}}}
                """);
    }

    private static Reply Responses(string kind, bool stream)
    {
        var (item, status, extra) = kind switch
        {
            "refusal" => (ResponsesWire.Refusal(Sorry), "completed", ""),
            "filter" => ("", "incomplete", ""","incomplete_details":{"reason":"content_filter"}"""),
            _ => ("", "completed", ""),
        };
        if (!stream) return Replies.Json(ResponsesWire.Response(item, status).Replace("\"incomplete_details\":null", extra.Length == 0 ? "\"incomplete_details\":null" : extra[1..], StringComparison.Ordinal));
        var last = ResponsesWire.Completed(item, status).Replace("\"incomplete_details\":null", extra.Length == 0 ? "\"incomplete_details\":null" : extra[1..], StringComparison.Ordinal);
        return Replies.Sse(ResponsesWire.Numbered(ResponsesWire.Created + (kind == "refusal" ? RefusalEvents() : "") + last));
    }

    private static string RefusalEvents()
    {
        const string Position = ",\"item_id\":\"msg_up\",\"output_index\":0,\"content_index\":0";
        var text = ChatSse.Quoted(Sorry);
        return ResponsesWire.Added(0, """{"id":"msg_up","type":"message","status":"in_progress","role":"assistant","content":[]}""")
            + ResponsesWire.Event("response.content_part.added", Position + ""","part":{"type":"refusal","refusal":""}""")
            + ResponsesWire.Event("response.refusal.delta", $"{Position},\"delta\":{text}")
            + ResponsesWire.Event("response.refusal.done", $"{Position},\"refusal\":{text}")
            + ResponsesWire.Event("response.content_part.done", Position + $$""","part":{"type":"refusal","refusal":{{text}}}""")
            + ResponsesWire.Done(0, ResponsesWire.Refusal(Sorry));
    }
}
