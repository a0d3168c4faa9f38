using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>One block of a stream that is being written.</summary>
internal sealed class MessagesStreamBlock(BlockType type)
{
    private readonly List<byte> held = [];
    private JsonBalance arguments;

    public BlockType Type => type;

    /// <summary>Of a call, as its reader numbers it.</summary>
    public int Number { get; init; }

    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public ReasoningSignature? Seal { get; set; }

    /// <summary>A thought's seal has been written already.</summary>
    public bool IsSigned { get; set; }

    /// <summary>Its place in the stream; known once it is started.</summary>
    public int Index { get; set; }

    /// <summary>Another may begin: only a call whose arguments are under way cannot be left.</summary>
    public bool IsWhole => type != BlockType.ToolUse || arguments.IsComplete;

    /// <summary>What stands between a delta's index and its text.</summary>
    public ReadOnlySpan<byte> DeltaOpens => type switch
    {
        BlockType.ToolUse => ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\""u8,
        BlockType.Thinking => ",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\""u8,
        _ => ",\"delta\":{\"type\":\"text_delta\",\"text\":\""u8,
    };

    /// <summary>Keeps a piece until the block may start.</summary>
    public void Hold(ReadOnlySpan<byte> escaped) => held.AddRange(escaped);

    public ReadOnlySpan<byte> TakeHeld()
    {
        var taken = held.ToArray();
        held.Clear();
        return taken;
    }

    /// <summary>Sees a piece that is written.</summary>
    public void Follow(ReadOnlySpan<byte> escaped)
    {
        if (type == BlockType.ToolUse) arguments.Add(escaped);
    }

    /// <summary>Writes the properties of the event that starts it into an object that is open.</summary>
    public void WriteStart(Utf8JsonWriter writer)
    {
        writer.WriteNumber("index", Index);
        writer.WriteStartObject("content_block");
        switch (type)
        {
            case BlockType.Text:
                writer.WriteString("type", "text");
                writer.WriteString("text", "");
                break;
            case BlockType.Thinking:
                writer.WriteString("type", "thinking");
                writer.WriteString("thinking", "");
                writer.WriteString("signature", "");
                break;
            case BlockType.RedactedThinking:
                writer.WriteString("type", "redacted_thinking");
                Seal!.Value.WriteTo(writer, "data"u8);
                break;
            default:
                writer.WriteString("type", "tool_use");
                writer.WriteString("id", Id);
                writer.WriteString("name", Name);
                writer.WriteStartObject("input");
                writer.WriteEndObject();
                break;
        }

        writer.WriteEndObject();
    }
}
