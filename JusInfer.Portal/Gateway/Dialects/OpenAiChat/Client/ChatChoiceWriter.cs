using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Writes one choice of a stream: the role first, a chunk for each delta, the finish reason in a separate chunk. The dialect has no field
/// for signatures of reasoning. Usage is written at the end of the stream.
/// </summary>
internal sealed class ChatChoiceWriter(PooledBuffer output, ChatStreamIdentity identity, int index) : IResponseSink
{
    private readonly ArrayBufferWriter<byte> deltaExtensions = new();
    private readonly ArrayBufferWriter<byte> choiceExtensions = new();
    private HashSet<int>? customs;
    private byte[] eventExtensions = [];
    private byte[] opening = [];
    private byte[] logprobs = [];
    private bool hasRefusal;

    public int Index => index;

    /// <summary>The role has been written.</summary>
    public bool HasRole { get; set; }

    /// <summary>A tool call has been written.</summary>
    public bool HasCalls { get; set; }

    /// <summary>The finish reason has been written.</summary>
    public bool IsFinished { get; set; }

    /// <summary>Calls are written in the legacy form, which allows only one.</summary>
    public bool WritesFunctions { get; init; }

    public void Text(ReadOnlySpan<byte> escaped) => WriteText("\"content\":\""u8, escaped);

    public void Reasoning(ReadOnlySpan<byte> escaped) =>
        WriteText(identity.HasShortReasoning ? "\"reasoning\":\""u8 : "\"reasoning_content\":\""u8, escaped);

    public void Refusal(ReadOnlySpan<byte> escaped)
    {
        hasRefusal = true;
        WriteText("\"refusal\":\""u8, escaped);
    }

    public void Citation(ReadOnlySpan<byte> json)
    {
        Open("\"annotations\":["u8);
        SseDataWriter.Write(output, json);
        output.Append("]"u8);
        Close("null"u8);
    }

    public void ToolCall(int number, in ToolCallHead head)
    {
        HasCalls = true;
        if (WritesFunctions)
        {
            if (number == 0) WriteFunction(head);
            return;
        }

        if (head.Kind == ToolKind.Custom) (customs ??= []).Add(number);
        Open("\"tool_calls\":["u8);
        using (var writer = new Utf8JsonWriter(output)) ChatToolCall.Write(writer, head, JsonText.Empty, number);
        output.Append("]"u8);
        Close("null"u8);
    }

    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        HasCalls = true; // the head may have been sent before this writer took over
        if (WritesFunctions && number > 0) return;
        Open(WritesFunctions ? "\"function_call\":"u8 : "\"tool_calls\":"u8);
        if (WritesFunctions) ChatFunctionCall.WriteMore(output, escaped);
        else ChatToolCall.WriteMore(output, number, customs?.Contains(number) is true, escaped);
        Close("null"u8);
    }

    /// <summary>Keeps log probabilities for the chunk with their text, which follows.</summary>
    public void Logprobs(ReadOnlySpan<byte> json) => logprobs = SseDataWriter.OnOneLine(json);

    /// <summary>
    /// Keeps extensions. Those of the event are written into each chunk until the next event. Those of the choice and the delta are written
    /// into the next chunk, or into a separate one if nothing else follows in the event.
    /// </summary>
    public void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties)
    {
        if (kind == ExtensionKind.Event)
        {
            Flush();
            eventExtensions = properties.ToArray();
            return;
        }

        var extensions = kind == ExtensionKind.Choice ? choiceExtensions : deltaExtensions;
        if (extensions.WrittenCount > 0) extensions.Write(","u8);
        extensions.Write(properties);
    }

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (IsFinished) return;
        IsFinished = true;
        Open(default);
        Close(ChatFinish.Quoted(ChatFinish.BesideRefusal(reason, hasRefusal).Normalize(HasCalls), WritesFunctions));
    }

    /// <summary>Writes a chunk without a delta.</summary>
    public void WriteEmpty()
    {
        Open(default);
        Close("null"u8);
    }

    private ReadOnlySpan<byte> Opening => opening.Length > 0 ? opening : opening = identity.Opening(index);

    private void WriteFunction(in ToolCallHead head)
    {
        Open("\"function_call\":"u8);
        using (var writer = new Utf8JsonWriter(output)) ChatFunctionCall.Write(writer, head, JsonText.Empty);
        Close("null"u8);
    }

    private void WriteText(ReadOnlySpan<byte> property, ReadOnlySpan<byte> escaped)
    {
        Open(property);
        output.Append(escaped);
        output.Append("\""u8);
        Close("null"u8);
    }

    /// <summary>Writes pending log probabilities and extensions that no delta has followed.</summary>
    private void Flush()
    {
        if (deltaExtensions.WrittenCount > 0 || choiceExtensions.WrittenCount > 0) WriteEmpty();
    }

    /// <summary>Writes a chunk up to a property of its delta. The first one has the role, without which openai-node fails.</summary>
    private void Open(ReadOnlySpan<byte> property)
    {
        if (!HasRole)
        {
            HasRole = true;
            output.Append(Opening);
            output.Append("\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n"u8);
        }

        output.Append(Opening);
        output.Append(deltaExtensions.WrittenSpan);
        if (deltaExtensions.WrittenCount > 0 && !property.IsEmpty) output.Append(","u8);
        deltaExtensions.ResetWrittenCount();
        output.Append(property);
    }

    private void Close(ReadOnlySpan<byte> finish)
    {
        output.Append("}"u8);
        if (logprobs.Length > 0)
        {
            output.Append(",\"logprobs\":"u8);
            output.Append(logprobs);
            logprobs = [];
        }

        if (choiceExtensions.WrittenCount > 0)
        {
            output.Append(","u8);
            output.Append(choiceExtensions.WrittenSpan);
            choiceExtensions.ResetWrittenCount();
        }

        output.Append(",\"finish_reason\":"u8);
        output.Append(finish);
        output.Append("}]"u8);
        if (eventExtensions.Length > 0)
        {
            output.Append(","u8);
            output.Append(eventExtensions);
        }

        output.Append("}\n\n"u8);
    }
}
