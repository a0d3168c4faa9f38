using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Client;

/// <summary>
/// Writes an answer as one object for each piece of text or reasoning, one for the tool calls and a last one with the statistics, or all in
/// one object if the client wants no stream. Tool calls are complete, and their arguments are objects. The dialect has no fields for
/// signatures of reasoning and citations.
/// </summary>
internal sealed class OllamaWriter(Call call, PooledBuffer output, OllamaForm form, TimeProvider time) : IResponseWriter
{
    private readonly byte[] head = OllamaForm.Head(call.Target.Model.Id, call.Context.At);
    private readonly ArrayBufferWriter<byte> text = new();
    private readonly ArrayBufferWriter<byte> reasoning = new();
    private readonly ArrayBufferWriter<byte> logprobs = new();
    private readonly List<(ToolCallHead Head, ArrayBufferWriter<byte> Arguments)> calls = [];
    private FinishReason finish = FinishReason.Stop;

    private bool IsStream => call.Context.Request.Stream;

    public void Text(ReadOnlySpan<byte> escaped)
    {
        if (IsStream) WriteLine(escaped, []);
        else text.Write(escaped);
    }

    /// <summary>A refusal is written as text.</summary>
    public void Refusal(ReadOnlySpan<byte> escaped) => Text(escaped);

    public void Reasoning(ReadOnlySpan<byte> escaped)
    {
        if (IsStream) WriteLine([], escaped);
        else reasoning.Write(escaped);
    }

    public void ToolCall(int number, in ToolCallHead head) => calls.Add((head, new ArrayBufferWriter<byte>()));

    public void Arguments(int number, ReadOnlySpan<byte> escaped) => calls[number].Arguments.Write(escaped);

    /// <summary>
    /// Keeps the entries of OpenAI's list <c>content</c>, which have the form of Ollama's, for the object with their text.
    /// </summary>
    public void Logprobs(ReadOnlySpan<byte> json)
    {
        using var document = JsonDocument.Parse(json.ToArray());
        if (!document.RootElement.TryGetProperty("content"u8, out var tokens) || tokens.ValueKind != JsonValueKind.Array) return;
        foreach (var token in tokens.EnumerateArray())
        {
            if (logprobs.WrittenCount > 0) logprobs.Write(","u8);
            using var writer = new Utf8JsonWriter(logprobs);
            token.WriteTo(writer);
        }
    }

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
        finish = reason;
        if (!IsStream || calls.Count == 0) return;
        WriteLine([], []);
        calls.Clear();
    }

    public void End()
    {
        WriteContent(text.WrittenSpan, reasoning.WrittenSpan);
        output.Append(",\"done\":true,\"done_reason\":\""u8);
        output.Append(Word(finish));
        output.Append("\","u8);
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true })) WriteStatistics(writer);
        if (IsStream) output.Append("\n"u8);
    }

    public void WriteError(GatewayError error) => NdjsonFraming.Instance.WriteEvent(
        output, ErrorBody.Render(OllamaErrorFormat.Instance, error, call.Context.Id.ToString()));

    private static ReadOnlySpan<byte> Word(FinishReason reason) => reason switch
    {
        FinishReason.Length => "length"u8,
        FinishReason.ContentFilter => "content_filter"u8,
        _ => "stop"u8,
    };

    private void WriteLine(ReadOnlySpan<byte> content, ReadOnlySpan<byte> thinking)
    {
        WriteContent(content, thinking);
        output.Append(",\"done\":false}\n"u8);
    }

    /// <summary>Writes an object up to the end of its content, with the tool calls and the log probabilities that were kept.</summary>
    private void WriteContent(ReadOnlySpan<byte> content, ReadOnlySpan<byte> thinking)
    {
        output.Append(head);
        output.Append(form.Opening);
        output.Append(content);
        output.Append("\""u8);
        if (!thinking.IsEmpty)
        {
            output.Append(",\"thinking\":\""u8);
            output.Append(thinking);
            output.Append("\""u8);
        }

        if (calls.Count > 0) WriteCalls();
        output.Append(form.Closing);
        if (logprobs.WrittenCount == 0) return;
        output.Append(",\"logprobs\":["u8);
        output.Append(logprobs.WrittenSpan);
        output.Append("]"u8);
        logprobs.ResetWrittenCount();
    }

    private void WriteCalls()
    {
        var list = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(list))
        {
            writer.WriteStartArray();
            for (var index = 0; index < calls.Count; index++)
                WriteCall(writer, index, calls[index].Head, calls[index].Arguments.WrittenSpan);
            writer.WriteEndArray();
        }

        // A model's arguments may have line breaks.
        output.Append(",\"tool_calls\":"u8);
        SseDataWriter.Write(output, list.WrittenSpan);
    }

    private static void WriteCall(Utf8JsonWriter writer, int index, in ToolCallHead head, ReadOnlySpan<byte> arguments)
    {
        writer.WriteStartObject();
        JsonText.From(head.Id).WriteTo(writer, "id"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteNumber("index"u8, index);
        JsonText.From(head.Name).WriteTo(writer, "name"u8);
        writer.WritePropertyName("arguments"u8);
        ToolArguments.From(JsonText.OfEscaped(arguments)).WriteAsObject(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes the token counts, and durations in nanoseconds: until the first content for the prompt, from there for the answer.
    /// </summary>
    private void WriteStatistics(Utf8JsonWriter writer)
    {
        var tokens = call.Usage.Tokens;
        var total = time.GetElapsedTime(call.Context.StartedAt);
        var prompt = call.Meter.FirstContentAt > 0 ? time.GetElapsedTime(call.Context.StartedAt, call.Meter.FirstContentAt) : total;
        writer.WriteNumber("total_duration"u8, Nanoseconds(total));
        writer.WriteNumber("load_duration"u8, 0);
        writer.WriteNumber("prompt_eval_count"u8, tokens.Input);
        writer.WriteNumber("prompt_eval_duration"u8, Nanoseconds(prompt));
        writer.WriteNumber("eval_count"u8, tokens.Output);
        writer.WriteNumber("eval_duration"u8, Nanoseconds(total - prompt));
        writer.WritePropertyName(CallExtension.Name);
        CallExtension.Write(writer, call);
        writer.WriteEndObject();
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
