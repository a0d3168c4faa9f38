using System.Text.Json;

namespace JusInfer.Clients.Upstream;

/// <summary>Messages answers as Anthropic writes them, event by event (platform.claude.com/docs/en/build-with-claude/streaming).</summary>
internal static class MessagesWire
{
    /// <summary>What stands under every thought, and must come back with it unchanged.</summary>
    public const string Signature = "EqQBCgIYAhIkc2NyaXB0ZWQtc2lnbmF0dXJl/+==";

    private const string Thought = "Let me think about it.";

    public static string Whole(Turn turn, Move move)
    {
        var content = new List<object>();
        if (turn.Reasons) content.Add(new { type = "thinking", thinking = Thought, signature = Signature });
        if (move.Text.Length > 0) content.Add(new { type = "text", text = move.Text });
        foreach (var call in move.Calls) content.Add(new { type = "tool_use", id = Ids.New("toolu_01"), name = call.Name, input = JsonElement.Parse(call.Arguments) });
        return Json.Of(Message(turn, content, Stop(move), Counts.Output));
    }

    public static IEnumerable<string> Streamed(Turn turn, Move move)
    {
        var index = -1;
        yield return Event(new { type = "message_start", message = Message(turn, [], stop: null, output: 1) }, "message_start");
        if (turn.Reasons)
        {
            yield return Start(new { type = "thinking", thinking = "", signature = "" });
            foreach (var piece in Json.Pieces(Thought)) yield return Delta(new { type = "thinking_delta", thinking = piece });
            yield return Delta(new { type = "signature_delta", signature = Signature });
            yield return End();
        }

        if (move.Text.Length > 0)
        {
            yield return Start(new { type = "text", text = "" });
            yield return Event(new { type = "ping" }, "ping");
            foreach (var piece in Json.Pieces(move.Text)) yield return Delta(new { type = "text_delta", text = piece });
            yield return End();
        }

        foreach (var call in move.Calls)
        {
            yield return Start(new { type = "tool_use", id = Ids.New("toolu_01"), name = call.Name, input = new { } });
            foreach (var piece in Json.Pieces(call.Arguments).Prepend("")) yield return Delta(new { type = "input_json_delta", partial_json = piece });
            yield return End();
        }

        var delta = new { stop_reason = Stop(move), stop_sequence = (string?)null };
        yield return Event(new { type = "message_delta", delta, usage = Usage(Counts.Output) }, "message_delta");
        yield return Event(new { type = "message_stop" }, "message_stop");

        string Start(object content_block) => Event(new { type = "content_block_start", index = ++index, content_block }, "content_block_start");

        string Delta(object delta) => Event(new { type = "content_block_delta", index, delta }, "content_block_delta");

        string End() => Event(new { type = "content_block_stop", index }, "content_block_stop");
    }

    public static string Error(int status, string message) => Json.Of(new
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

    private static object Message(Turn turn, IReadOnlyList<object> content, string? stop, int output) => new
    {
        id = Ids.New("msg_01"),
        type = "message",
        role = "assistant",
        model = turn.Model,
        content,
        stop_reason = stop,
        stop_sequence = (string?)null,
        usage = Usage(output),
    };

    /// <summary>Anthropic counts cached tokens beside the input, not in it.</summary>
    private static object Usage(int output) => new
    {
        input_tokens = Counts.Input - Counts.Cached,
        cache_creation_input_tokens = 0,
        cache_read_input_tokens = Counts.Cached,
        cache_creation = new { ephemeral_5m_input_tokens = 0, ephemeral_1h_input_tokens = 0 },
        output_tokens = output,
        service_tier = "standard",
    };

    private static string Event(object data, string name) => $"event: {name}\ndata: {Json.Of(data)}\n\n";

    private static string Stop(Move move) => move.Calls.Count > 0 ? "tool_use" : "end_turn";
}
