using System.Text.Json;
using JusInfer.Portal.Simulator.Completions;
using JusInfer.Portal.Simulator.Requests;

namespace JusInfer.Portal.Simulator.Responses;

/// <summary>Writes the chunks of a streamed completion: <c>chat.completion.chunk</c>.</summary>
internal sealed class ChunkWriter(Completion completion, bool includeUsage)
{
    public ReadOnlyMemory<byte> Role(int choice, bool callsOnly) => Delta(choice, json =>
    {
        json.WriteString("role", "assistant");
        json.WriteString("content", callsOnly ? null : "");
        json.WriteNull("refusal");
    });

    public ReadOnlyMemory<byte> Text(int choice, string fragment) => Delta(choice, json => json.WriteString("content", fragment));

    /// <summary>The start of a tool call: all fields except the arguments.</summary>
    public ReadOnlyMemory<byte> Call(int choice, int index, ToolCall call) => Delta(choice, json => WriteCall(json, index, call, ""));

    public ReadOnlyMemory<byte> Arguments(int choice, int index, string fragment) =>
        Delta(choice, json => WriteCall(json, index, null, fragment));

    public ReadOnlyMemory<byte> Finish(int choice, string reason) => Delta(choice, static _ => { }, reason);

    /// <summary>The last chunk if the request asks for usage. It has no choices.</summary>
    public ReadOnlyMemory<byte> Usage() => Chunk(static _ => { }, json => json.WriteUsage(completion.Usage));

    private static void WriteCall(Utf8JsonWriter json, int index, ToolCall? start, string arguments)
    {
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", index);
        if (start is not null)
        {
            json.WriteString("id", start.Id);
            json.WriteString("type", "function");
        }

        json.WriteStartObject("function");
        if (start is not null) json.WriteString("name", start.Name);
        json.WriteString("arguments", arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private ReadOnlyMemory<byte> Delta(int choice, Action<Utf8JsonWriter> writeDelta, string? finishReason = null) => Chunk(
        json =>
        {
            json.WriteStartObject();
            json.WriteNumber("index", choice);
            json.WriteStartObject("delta");
            writeDelta(json);
            json.WriteEndObject();
            json.WriteNull("logprobs");
            json.WriteString("finish_reason", finishReason);
            json.WriteEndObject();
        },
        json =>
        {
            if (includeUsage) json.WriteNull("usage");
        });

    private ReadOnlyMemory<byte> Chunk(Action<Utf8JsonWriter> writeChoices, Action<Utf8JsonWriter> writeUsage) =>
        JsonBytes.Write(completion, (json, head) =>
        {
            json.WriteStartObject();
            json.WriteHead(head, "chat.completion.chunk");
            json.WriteStartArray("choices");
            writeChoices(json);
            json.WriteEndArray();
            writeUsage(json);
            json.WriteEndObject();
        });
}
