using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;

/// <summary>
/// Writes an answer as a text completion: one object <c>text_completion</c> for each piece of text, or one for the whole answer. The
/// dialect has no fields for reasoning and tool calls, so they are omitted.
/// </summary>
internal sealed class CompletionsWriter(Call call, PooledBuffer output, ChatStreamIdentity identity, bool isFinished) : IResponseWriter
{
    private readonly ArrayBufferWriter<byte> text = new();
    private FinishReason finish = FinishReason.Stop;

    public CompletionsWriter(Call call, PooledBuffer output)
        : this(call, output, ChatStreamIdentity.From(call, isText: true), isFinished: false)
    {
    }

    private bool IsStream => call.Context.Request.Stream;

    public void Text(ReadOnlySpan<byte> escaped)
    {
        if (IsStream) WriteChunk(escaped, "null"u8);
        else text.Write(escaped);
    }

    /// <summary>A refusal is written as text.</summary>
    public void Refusal(ReadOnlySpan<byte> escaped) => Text(escaped);

    public void Finish(FinishReason reason, string? stopSequence = null) => finish = reason;

    public void End()
    {
        if (!IsStream)
        {
            WriteBuffered();
            return;
        }

        if (!isFinished) WriteChunk([], ChatFinish.Quoted(finish.Normalize(hasToolCalls: false)));
        if (call.Context.Request.WantsUsage) UsageChunk.Write(output, identity, call);
        output.Append("data: [DONE]\n\n"u8);
    }

    public void WriteError(GatewayError error)
    {
        if (IsStream) identity.WriteError(output, error, call.Context.Id.ToString());
    }

    public void Reasoning(ReadOnlySpan<byte> escaped)
    {
    }

    public void ToolCall(int number, in ToolCallHead head)
    {
    }

    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
    }

    private void WriteChunk(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> finishReason)
    {
        output.Append("data: "u8);
        using (var writer = new Utf8JsonWriter(output)) WriteObject(writer, escaped, finishReason, usage: false);
        output.Append("\n\n"u8);
    }

    private void WriteBuffered()
    {
        using var writer = new Utf8JsonWriter(output);
        WriteObject(writer, text.WrittenSpan, ChatFinish.Quoted(finish.Normalize(hasToolCalls: false)), usage: true);
    }

    private void WriteObject(Utf8JsonWriter writer, ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> finishReason, bool usage)
    {
        identity.WriteStart(writer);
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        JsonText.OfEscaped(escaped).WriteTo(writer, "text"u8);
        writer.WriteNumber("index"u8, 0);
        writer.WriteNull("logprobs"u8);
        writer.WritePropertyName("finish_reason"u8);
        writer.WriteRawValue(finishReason);
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (usage)
        {
            writer.WritePropertyName("usage"u8);
            OpenAiUsage.Write(writer, call.Usage.Tokens);
        }

        writer.WriteEndObject();
    }
}
