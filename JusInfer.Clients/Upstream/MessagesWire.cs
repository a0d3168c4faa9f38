using System.Text.Json;

namespace JusInfer.Clients.Upstream;

/// <summary>Writes Messages answers as Anthropic does, event by event (platform.claude.com/docs/en/build-with-claude/streaming).</summary>
internal static class MessagesWire
{
    /// <summary>The signature of every thinking block, which clients must return unchanged.</summary>
    public const string Signature = "EqQBCgIYAhIkc2NyaXB0ZWQtc2lnbmF0dXJl/+==";

    private const string ThinkingText = "Let me think about it.";

    public static string Whole(ModelRequest request, Answer answer)
    {
        var content = new List<object>();
        if (request.IncludesReasoning) content.Add(new { type = "thinking", thinking = ThinkingText, signature = Signature });
        if (answer.Text.Length > 0) content.Add(new { type = "text", text = answer.Text });
        foreach (var call in answer.Calls) content.Add(new { type = "tool_use", id = Ids.New("toolu_01"), name = call.Name, input = JsonElement.Parse(call.Arguments) });
        return Json.Serialize(Message(request, content, Stop(answer), TokenCounts.Output));
    }

    public static IEnumerable<string> Streamed(ModelRequest request, Answer answer)
    {
        var index = -1;
        yield return Event(new { type = "message_start", message = Message(request, [], stop: null, output: 1) }, "message_start");
        if (request.IncludesReasoning)
        {
            yield return Start(new { type = "thinking", thinking = "", signature = "" });
            foreach (var piece in Json.Pieces(ThinkingText)) yield return Delta(new { type = "thinking_delta", thinking = piece });
            yield return Delta(new { type = "signature_delta", signature = Signature });
            yield return End();
        }

        if (answer.Text.Length > 0)
        {
            yield return Start(new { type = "text", text = "" });
            yield return Event(new { type = "ping" }, "ping");
            foreach (var piece in Json.Pieces(answer.Text)) yield return Delta(new { type = "text_delta", text = piece });
            yield return End();
        }

        foreach (var call in answer.Calls)
        {
            yield return Start(new { type = "tool_use", id = Ids.New("toolu_01"), name = call.Name, input = new { } });
            foreach (var piece in Json.Pieces(call.Arguments).Prepend("")) yield return Delta(new { type = "input_json_delta", partial_json = piece });
            yield return End();
        }

        var delta = new { stop_reason = Stop(answer), stop_sequence = (string?)null };
        yield return Event(new { type = "message_delta", delta, usage = Usage(request, TokenCounts.Output) }, "message_delta");
        yield return Event(new { type = "message_stop" }, "message_stop");

        string Start(object content_block) => Event(new { type = "content_block_start", index = ++index, content_block }, "content_block_start");

        string Delta(object delta) => Event(new { type = "content_block_delta", index, delta }, "content_block_delta");

        string End() => Event(new { type = "content_block_stop", index }, "content_block_stop");
    }

    public static string Error(int status, string message) => Json.Serialize(new
    {
        type = "error",
        error = new
        {
            type = status == 401 ? "authentication_error" : "invalid_request_error",
            message,
            details = message == MessagesRules.NoThreads ? new { error_code = "thread_unsupported_request" } : null,
        },
        request_id = Ids.New("req_01"),
    });

    private static object Message(ModelRequest request, IReadOnlyList<object> content, string? stop, int output) => new
    {
        id = Ids.New("msg_01"),
        type = "message",
        role = "assistant",
        model = request.Model,
        content,
        stop_reason = stop,
        stop_sequence = (string?)null,
        usage = Usage(request, output),
    };

    /// <summary>Anthropic's input tokens do not include the cached ones.</summary>
    private static object Usage(ModelRequest request, int output) => new
    {
        input_tokens = request.InputTokens - TokenCounts.Cached,
        cache_creation_input_tokens = 0,
        cache_read_input_tokens = TokenCounts.Cached,
        cache_creation = new { ephemeral_5m_input_tokens = 0, ephemeral_1h_input_tokens = 0 },
        output_tokens = output,
        service_tier = "standard",
    };

    private static string Event(object data, string name) => $"event: {name}\ndata: {Json.Serialize(data)}\n\n";

    private static string Stop(Answer answer) => answer.Calls.Count > 0 ? "tool_use" : "end_turn";
}
