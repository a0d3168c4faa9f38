using System.Text.Json;
using JusInfer.Portal.Simulator.Answering;

namespace JusInfer.Portal.Simulator.Writing;

/// <summary>Writes single chunks of a streamed completion: <c>chat.completion.chunk</c>.</summary>
internal sealed class ChunkWriter(Completion completion, bool includeUsage)
{
    public ReadOnlyMemory<byte> Role(int choice, bool callsOnly) => Delta(choice, json =>
    {
        json.WriteString("role", "assistant");
        json.WriteString("content", callsOnly ? null : "");
        json.WriteNull("refusal");
    });

    public ReadOnlyMemory<byte> Text(int choice, string piece) => Delta(choice, json => json.WriteString("content", piece));

    /// <summary>The start of a call: everything but its arguments.</summary>
    public ReadOnlyMemory<byte> Call(int choice, int index, NewCall call) => Delta(choice, json => WriteCall(json, index, call, ""));

    public ReadOnlyMemory<byte> Arguments(int choice, int index, string piece) =>
        Delta(choice, json => WriteCall(json, index, null, piece));

    public ReadOnlyMemory<byte> Finish(int choice, string reason) => Delta(choice, static _ => { }, reason);

    /// <summary>The last chunk of a stream whose caller asked for usage: no choices.</summary>
    public ReadOnlyMemory<byte> Usage() => Chunk(static _ => { }, json => json.WriteUsage(completion.Usage));

    private static void WriteCall(Utf8JsonWriter json, int index, NewCall? begun, string arguments)
    {
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", index);
        if (begun is not null)
        {
            json.WriteString("id", begun.Id);
            json.WriteString("type", "function");
        }

        json.WriteStartObject("function");
        if (begun is not null) json.WriteString("name", begun.Name);
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
