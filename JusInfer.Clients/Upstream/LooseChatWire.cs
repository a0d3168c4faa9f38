using System.Text.Json;

namespace JusInfer.Clients.Upstream;

/// <summary>
/// Writes Chat Completions answers with the deviations of some engines and aggregators, each of which breaks some client: calls without id
/// and index, arguments as an object, <c>"error": null</c>, a chunk without choices between two calls, calls that end with <c>stop</c>,
/// usage in the chunk of the last choice, comments, CRLF, no space after <c>data:</c>, and no <c>[DONE]</c>.
/// </summary>
internal static class LooseChatWire
{
    private static readonly object Usage = new
    {
        prompt_tokens = TokenCounts.Input,
        completion_tokens = TokenCounts.Output,
        total_tokens = TokenCounts.Input + TokenCounts.Output,
        prompt_tokens_details = new { cached_tokens = TokenCounts.Cached },
    };

    public static string Whole(ModelRequest request, Answer answer) => Json.Serialize(new
    {
        id = Ids.New("loose-"),
        @object = "chat.completion",
        created = 1_763_600_000.25,
        model = request.Model,
        error = (object?)null,
        choices = new[] { new { message = new { role = "assistant", content = answer.Text, tool_calls = answer.Calls.Select(Call).ToArray() }, finish_reason = "stop" } },
        usage = Usage,
    });

    public static IEnumerable<string> Streamed(ModelRequest request, Answer answer)
    {
        yield return ": hold on\r\n\r\n";
        foreach (var piece in Json.Pieces(answer.Text)) yield return Chunk([new { delta = new { role = "assistant", content = piece } }], usage: null);
        foreach (var call in answer.Calls)
        {
            yield return Chunk([new { delta = new { role = "assistant", tool_calls = new[] { Call(call) } } }], usage: null);
            yield return Chunk([], usage: null);
        }

        yield return Chunk([new { delta = new { }, finish_reason = "stop" }], Usage);

        string Chunk(object[] choices, object? usage) => $"data:{Json.Serialize(new
        {
            id = Ids.New("loose-"),
            @object = "chat.completion.chunk",
            created = 1_763_600_000.25,
            model = request.Model,
            error = (object?)null,
            choices,
            usage,
        })}\r\n\r\n";
    }

    private static object Call(ToolCall call) => new { type = "function", function = new { name = call.Name, arguments = JsonElement.Parse(call.Arguments) } };
}
