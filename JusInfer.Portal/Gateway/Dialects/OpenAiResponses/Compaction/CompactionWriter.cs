using System.Buffers;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary>
/// Writes a model's summary as a compaction item, sealed for the caller's team. Writes nothing before the summary is complete, and nothing
/// at all if it is empty.
/// </summary>
internal sealed class CompactionWriter(Call call, PooledBuffer output, StoredResponseService stored, ProtectedPayloads seals) : IResponseWriter
{
    private readonly ResponsesRequest request = (ResponsesRequest)call.Context.Request;
    private readonly ResponsesEventWriter events = new(output, muted: !call.Context.Request.Stream);
    private readonly ResponseObject response = new(call);
    private readonly ArrayBufferWriter<byte> summary = new();

    public void Text(ReadOnlySpan<byte> escaped) => summary.Write(escaped);

    public void Reasoning(ReadOnlySpan<byte> escaped)
    {
    }

    public void Refusal(ReadOnlySpan<byte> escaped)
    {
    }

    public void ToolCall(int number, in ToolCallHead head)
    {
    }

    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
    }

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
    }

    public void End()
    {
        var text = JsonText.OfEscaped(summary.WrittenSpan).Decode().Trim();
        if (text.Length == 0) return;
        var seal = seals.Seal(call.Context.Holder.Key.TeamId, SealKind.Compaction, Encoding.UTF8.GetBytes(text));
        var item = Encoding.ASCII.GetBytes($$"""{"type":"compaction","id":"{{response.ItemId("cmp", 0)}}","encrypted_content":"{{seal}}"}""");
        if (request.Compaction == CompactionMode.Endpoint)
        {
            WriteCompaction(item);
            return;
        }

        var ended = response.Ended([item], incomplete: null, extension: request.Stream);
        stored.Keep(call, ended);
        if (!request.Stream)
        {
            output.Append(ended);
            return;
        }

        Begin();
        events.Begin("response.output_item.added"u8).Number("output_index"u8, 0).Raw("item"u8, item).End();
        events.Begin("response.output_item.done"u8).Number("output_index"u8, 0).Raw("item"u8, item).End();
        events.Begin("response.completed"u8).Raw("response"u8, ended).End();
    }

    public void WriteError(GatewayError error)
    {
        Begin();
        events.Begin("response.failed"u8).Raw("response"u8, response.Failed([], error)).End();
    }

    private void Begin()
    {
        var inProgress = response.InProgress();
        events.Begin("response.created"u8).Raw("response"u8, inProgress).End();
        events.Begin("response.in_progress"u8).Raw("response"u8, inProgress).End();
    }

    /// <summary>
    /// Writes the answer of <c>/v1/responses/compact</c> (platform.openai.com/docs/api-reference/responses/compact): the user's messages,
    /// which clients keep, and the compaction.
    /// </summary>
    private void WriteCompaction(byte[] item)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("id", response.Id);
        writer.WriteString("object", "response.compaction");
        writer.WriteNumber("created_at", call.Context.At.ToUnixTimeSeconds());
        writer.WriteStartArray("output");
        foreach (var message in UserMessages.Of(call.Context.Body.Memory, request, number => response.ItemId("msg", number)))
            writer.WriteRawValue(message.Span);
        writer.WriteRawValue(item);
        writer.WriteEndArray();
        writer.WritePropertyName("usage");
        ResponsesUsage.Write(writer, call.Usage.Tokens);
        writer.WriteEndObject();
    }
}
