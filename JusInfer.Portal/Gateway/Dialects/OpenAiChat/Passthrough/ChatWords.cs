using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// What a delta says beside tool calls: its text as one string, whatever form it came in, and all other fields as they stand.
/// </summary>
internal sealed record ChatWords
{
    /// <summary>Absent where the delta has no text, or null for it.</summary>
    public JsonText? Content { get; init; }

    /// <summary>Thoughts that stood among the parts of the text.</summary>
    public JsonText? Reasoning { get; init; }

    private List<JsonProperty> Others { get; init; } = [];

    public bool IsEmpty => Content is null && Reasoning is null && Others.Count == 0;

    /// <summary>What is said under this name is of the answer and not its text: no other model can go on with it.</summary>
    public static bool IsMoreThanText(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("refusal"u8) || name.SequenceEqual("audio"u8) || name.SequenceEqual("images"u8);

    public static ChatWords Of(JsonElement delta)
    {
        var others = delta.EnumerateObject()
            .Where(static property => property.Name is not ("content" or "tool_calls" or "function_call")
                && property.Value.ValueKind != JsonValueKind.Null).ToList();
        if (!delta.TryGetProperty("content", out var content)) return new ChatWords { Others = others };
        if (content.ValueKind == JsonValueKind.String) return new ChatWords { Content = JsonText.Of(content), Others = others };
        if (content.ValueKind != JsonValueKind.Array) return new ChatWords { Others = others };

        var parts = new ChatMessageCollector();
        var raw = JsonMarshal.GetRawUtf8Value(content);
        var json = new Utf8JsonReader(raw, JsonDepth.OfReader);
        json.Read();
        ChatAnswerMessageReader.ReadContent(ref json, parts);
        return new ChatWords { Content = parts.Content, Reasoning = parts.Thoughts, Others = others };
    }

    public void Write(Utf8JsonWriter writer)
    {
        foreach (var other in Others) ChatRequestWriter.WriteRaw(writer, other.Name, other.Value);
        Reasoning?.WriteTo(writer, "reasoning_content"u8);
        Content?.WriteTo(writer, "content"u8);
    }

    /// <summary>Notes that the client was given it.</summary>
    public void NoteIn(Transcript transcript)
    {
        if (Content is { } text) transcript.Text(text.Escaped);
        if (Reasoning is not null) transcript.Reasoning();
        foreach (var other in Others)
        {
            var says = other.Value.ValueKind switch
            {
                JsonValueKind.String => !other.Value.ValueEquals(""),
                JsonValueKind.Array => other.Value.GetArrayLength() > 0,
                JsonValueKind.Object => other.Value.EnumerateObject().Any(),
                _ => false,
            };
            if (!says || other.NameEquals("role"u8)) continue;
            if (IsMoreThanText(Encoding.UTF8.GetBytes(other.Name))) transcript.MoreThanText();
            else transcript.Reasoning();
        }
    }
}
