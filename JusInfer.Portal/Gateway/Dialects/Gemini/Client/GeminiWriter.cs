using System.Buffers;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// Writes an answer as one object for each piece of text or reasoning, one for the function calls and a last one with the finish reason and
/// the usage, or all in one object if the client wants no stream. Every object has content, because clients record only those. The dialect's
/// form of citations needs positions in bytes, which are unknown.
/// </summary>
internal sealed class GeminiWriter(Call call, PooledBuffer output) : IResponseWriter
{
    private readonly GeminiRequest request = (GeminiRequest)call.Context.Request;
    private readonly byte[] identity =
    [
        .. ",\"modelVersion\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(call.Target.Model.Id),
        .. ",\"responseId\":\""u8, .. Encoding.ASCII.GetBytes(call.Context.Id.ToString()), .. "\""u8,
    ];

    private readonly GeminiParts parts = new();
    private readonly List<(ToolCallHead Head, ArrayBufferWriter<byte> Arguments)> calls = [];

    /// <summary>The text of an answer of which the client receives one value; null for any other answer.</summary>
    private readonly ArrayBufferWriter<byte>? enumAnswer = ((GeminiRequest)call.Context.Request).WantsEnum ? new() : null;
    private FinishReason finish = FinishReason.Stop;

    /// <summary>The array of a stream without server-sent events has begun.</summary>
    private bool hasElements;

    public void Text(ReadOnlySpan<byte> escaped)
    {
        if (enumAnswer is null) WriteText(escaped);
        else enumAnswer.Write(escaped);
    }

    /// <summary>A refusal is written as text.</summary>
    public void Refusal(ReadOnlySpan<byte> escaped) => WriteText(escaped);

    public void Reasoning(ReadOnlySpan<byte> escaped)
    {
        if (!request.IncludesThoughts) return;
        parts.AddText(escaped, thought: true);
        WriteEvent();
    }

    public void Signature(ReasoningSignature signature)
    {
        if (!request.IncludesThoughts) return;
        parts.Sign(GeminiSignature.Encode(signature));
        WriteEvent();
    }

    public void ToolCall(int number, in ToolCallHead head) => calls.Add((head, new ArrayBufferWriter<byte>()));

    public void Arguments(int number, ReadOnlySpan<byte> escaped) => calls[number].Arguments.Write(escaped);

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
        finish = reason;
        WriteEnum();
        if (calls.Count == 0) return;
        foreach (var (head, arguments) in calls) parts.AddCall(head, arguments.WrittenSpan);
        calls.Clear();
        WriteEvent();
    }

    public void End()
    {
        WriteEnum();
        if (parts.IsEmpty) parts.AddText([], thought: false);
        BeginEvent();
        WriteCandidate(Word(finish));
        output.Append(",\"usageMetadata\":"u8);
        using (var writer = new Utf8JsonWriter(output)) WriteUsage(writer);
        output.Append(identity);
        output.Append(",\"x_jusinfer\":"u8);
        output.Append(CallExtension.Bytes(call));
        output.Append("}"u8);
        EndEvent(isLast: true);
    }

    public void WriteError(GatewayError error)
    {
        BeginEvent();
        output.Append(ErrorBody.Render(GeminiErrorFormat.Instance, error, call.Context.Id.ToString()));
        EndEvent(isLast: true);
    }

    private static ReadOnlySpan<byte> Word(FinishReason reason) => reason switch
    {
        FinishReason.Length => "MAX_TOKENS"u8,
        FinishReason.ContentFilter or FinishReason.Refusal => "SAFETY"u8,
        _ => "STOP"u8,
    };

    private void WriteText(ReadOnlySpan<byte> escaped)
    {
        parts.AddText(escaped, thought: false);
        WriteEvent();
    }

    private void WriteEnum()
    {
        if (enumAnswer is not { WrittenCount: > 0 }) return;
        WriteText(GeminiEnum.Word(enumAnswer.WrittenSpan).Escaped);
        enumAnswer.ResetWrittenCount();
    }

    /// <summary>Writes the parts as an event; if the client wants no stream, they are kept for the end.</summary>
    private void WriteEvent()
    {
        if (!request.Stream) return;
        BeginEvent();
        WriteCandidate(reason: []);
        output.Append(identity);
        output.Append("}"u8);
        EndEvent(isLast: false);
    }

    private void BeginEvent()
    {
        if (request.IsSse) output.Append("data: "u8);
        else if (request.Stream) output.Append(hasElements ? ",\r\n"u8 : "["u8);
        hasElements = true;
    }

    private void EndEvent(bool isLast)
    {
        if (request.IsSse) output.Append("\n\n"u8);
        else if (request.Stream && isLast) output.Append("]\n"u8);
    }

    /// <summary>Writes the beginning of an answer's object.</summary>
    private void WriteCandidate(ReadOnlySpan<byte> reason)
    {
        output.Append("{\"candidates\":[{\"content\":{\"parts\":["u8);
        parts.MoveTo(output);
        output.Append("],\"role\":\"model\"}"u8);
        if (!reason.IsEmpty)
        {
            output.Append(",\"finishReason\":\""u8);
            output.Append(reason);
            output.Append("\""u8);
        }

        output.Append(",\"index\":0}]"u8);
    }

    private void WriteUsage(Utf8JsonWriter writer)
    {
        var tokens = call.Usage.Tokens;
        writer.WriteStartObject();
        writer.WriteNumber("promptTokenCount"u8, tokens.Input);
        if (tokens.CacheRead > 0) writer.WriteNumber("cachedContentTokenCount"u8, tokens.CacheRead);
        writer.WriteNumber("candidatesTokenCount"u8, tokens.OutputText);
        if (tokens.OutputReasoning > 0) writer.WriteNumber("thoughtsTokenCount"u8, tokens.OutputReasoning);
        writer.WriteNumber("totalTokenCount"u8, tokens.Input + tokens.Output);
        writer.WriteEndObject();
    }
}
