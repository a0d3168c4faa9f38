using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>One block of a stream that is being written.</summary>
internal sealed class MessagesStreamBlock(BlockType type)
{
    private readonly List<byte> held = [];
    private List<byte[]>? events;
    private JsonBalance arguments;

    public BlockType Type => type;

    /// <summary>The number of a tool call in the pipeline, or the index of an unknown block at the upstream.</summary>
    public int Number { get; init; }

    /// <summary>Null if the block is not a tool call, or if its start has been written already.</summary>
    public MessagesToolUse? ToolUse { get; init; }

    /// <summary>Unknown properties of the block: <c>"a":1,"b":2</c>.</summary>
    public byte[] Extensions { get; init; } = [];

    /// <summary>The upstream's event that starts an unknown block.</summary>
    public byte[] StartEvent { get; init; } = [];

    /// <summary>An unknown block has been stopped by the upstream.</summary>
    public bool IsStopped { get; set; }

    public ReasoningSignature? Signature { get; set; }

    /// <summary>The signature of a thinking block has been written already.</summary>
    public bool IsSigned { get; set; }

    /// <summary>The index in the client's stream; known once the block is started.</summary>
    public int Index { get; set; }

    /// <summary>Another block may begin. Text and reasoning can be continued in a later block; a tool call and an unknown block cannot.</summary>
    public bool IsComplete => type switch
    {
        BlockType.ToolUse => arguments.IsComplete,
        BlockType.Other => IsStopped,
        _ => true,
    };

    /// <summary>The JSON between a delta's index and its text.</summary>
    public ReadOnlySpan<byte> DeltaPrefix => type switch
    {
        BlockType.ToolUse => ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\""u8,
        BlockType.Thinking => ",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\""u8,
        _ => ",\"delta\":{\"type\":\"text_delta\",\"text\":\""u8,
    };

    /// <summary>Keeps text until it can be written.</summary>
    public void Hold(ReadOnlySpan<byte> escaped) => held.AddRange(escaped);

    /// <summary>Keeps an event of the upstream until it can be written.</summary>
    public void HoldEvent(ReadOnlySpan<byte> json) => (events ??= []).Add(json.ToArray());

    public ReadOnlySpan<byte> TakeHeld()
    {
        var taken = held.ToArray();
        held.Clear();
        return taken;
    }

    public IReadOnlyList<byte[]> TakeEvents()
    {
        var taken = events ?? [];
        events = null;
        return taken;
    }

    /// <summary>Records text that is written or held.</summary>
    public void Note(ReadOnlySpan<byte> escaped)
    {
        if (type == BlockType.ToolUse) arguments.Add(escaped);
    }

    /// <summary>Writes the start event's properties into an open object.</summary>
    public void WriteStart(Utf8JsonWriter writer)
    {
        writer.WriteNumber("index", Index);
        writer.WriteStartObject("content_block");
        switch (type)
        {
            case BlockType.Text:
                writer.WriteString("type", "text");
                writer.WriteString("text", "");
                MessagesEventWriter.WriteCitations(writer, Extensions);
                break;
            case BlockType.Thinking:
                writer.WriteString("type", "thinking");
                writer.WriteString("thinking", "");
                writer.WriteString("signature", "");
                break;
            case BlockType.RedactedThinking:
                writer.WriteString("type", "redacted_thinking");
                Signature!.Value.WriteTo(writer, "data"u8);
                break;
            default:
                ToolUse!.Write(writer, Extensions);
                writer.WriteStartObject("input");
                writer.WriteEndObject();
                break;
        }

        JsonProperties.Write(writer, Extensions);
        writer.WriteEndObject();
    }
}
