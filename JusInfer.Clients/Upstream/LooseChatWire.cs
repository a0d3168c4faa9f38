using System.Text.Json;

namespace JusInfer.Clients.Upstream;

/// <summary>
/// Chat Completions with the liberties that engines and aggregators take, any of which stops some client: calls without id and index, their
/// arguments an object, <c>"error": null</c>, a chunk without choices between two calls, calls that end with <c>stop</c>, usage beside the
/// last choice, comments, CRLF, no space after <c>data:</c>, and no <c>[DONE]</c>.
/// </summary>
internal static class LooseChatWire
{
    private static readonly object Usage = new
    {
        prompt_tokens = Counts.Input,
        completion_tokens = Counts.Output,
        total_tokens = Counts.Input + Counts.Output,
        prompt_tokens_details = new { cached_tokens = Counts.Cached },
    };

    public static string Whole(Turn turn, Move move) => Json.Of(new
    {
        id = Ids.New("loose-"),
        @object = "chat.completion",
        created = 1_763_600_000.25,
        model = turn.Model,
        error = (object?)null,
        choices = new[] { new { message = new { role = "assistant", content = move.Text, tool_calls = move.Calls.Select(Call).ToArray() }, finish_reason = "stop" } },
        usage = Usage,
    });

    public static IEnumerable<string> Streamed(Turn turn, Move move)
    {
        yield return ": hold on\r\n\r\n";
        foreach (var piece in Json.Pieces(move.Text)) yield return Chunk([new { delta = new { role = "assistant", content = piece } }], usage: null);
        foreach (var call in move.Calls)
        {
            yield return Chunk([new { delta = new { role = "assistant", tool_calls = new[] { Call(call) } } }], usage: null);
            yield return Chunk([], usage: null);
        }

        yield return Chunk([new { delta = new { }, finish_reason = "stop" }], Usage);

        string Chunk(object[] choices, object? usage) => $"data:{Json.Of(new
        {
            id = Ids.New("loose-"),
            @object = "chat.completion.chunk",
            created = 1_763_600_000.25,
            model = turn.Model,
            error = (object?)null,
            choices,
            usage,
        })}\r\n\r\n";
    }

    private static object Call(ToolCall call) => new { type = "function", function = new { name = call.Name, arguments = JsonElement.Parse(call.Arguments) } };
}
