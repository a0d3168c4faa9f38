using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Writes a response's object (platform.openai.com/docs/api-reference/responses/object) on one line: over the upstream's object if it uses
/// the dialect, otherwise with the request fields that clients expect a response to repeat.
/// </summary>
internal sealed class ResponseObject(Call call)
{
    private byte[] received = [];
    private bool isFinal;

    /// <summary>The tools of the request; null until they are written. A stream has them three times.</summary>
    private EchoedTools? tools;

    public string Id { get; } = $"resp_{call.Context.Id.Value:N}";

    /// <summary>Keeps the upstream's object, whose properties the client receives.</summary>
    /// <param name="json">A JSON object.</param>
    /// <param name="isFinal">The response is finished: it has the provider's usage.</param>
    public void Receive(ReadOnlySpan<byte> json, bool isFinal) => (received, this.isFinal) = (json.ToArray(), isFinal);

    /// <summary>The id of an item of this response; the same one each time.</summary>
    public string ItemId(string prefix, int index) => $"{prefix}_{call.Context.Id.Value:N}{index:x4}";

    /// <param name="output">The items so far, JSON objects.</param>
    public byte[] InProgress(IEnumerable<ReadOnlyMemory<byte>>? output = null) =>
        Write("in_progress"u8, output ?? [], default, usage: false, extension: false);

    /// <param name="output">The items, JSON objects.</param>
    /// <param name="incomplete">Why the answer is incomplete: <c>max_output_tokens</c> or <c>content_filter</c>; null if it is complete.</param>
    /// <param name="extension">Whether to write the gateway's own property.</param>
    public byte[] Ended(IEnumerable<ReadOnlyMemory<byte>> output, string? incomplete, bool extension)
    {
        byte[] details = incomplete is null ? [] : [.. "{\"reason\":"u8, .. JsonText.From(incomplete).Quoted, (byte)'}'];
        return Write(incomplete is null ? "completed"u8 : "incomplete"u8, output, details, usage: true, extension);
    }

    public byte[] Failed(IEnumerable<ReadOnlyMemory<byte>> output, GatewayError error) =>
        Write("failed"u8, output, default, usage: false, extension: false, error);

    /// <summary>The error of a failed response.</summary>
    public static byte[] ErrorOf(GatewayError error, string requestId)
    {
        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("code", error.Code);
            writer.WriteString("message", error.Message);
            writer.WriteString("request_id", requestId);
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    private byte[] Write(
        ReadOnlySpan<byte> status, IEnumerable<ReadOnlyMemory<byte>> output, ReadOnlySpan<byte> incomplete, bool usage, bool extension,
        GatewayError? error = null)
    {
        if (received.Length > 0) return WriteOver(status, output, incomplete, usage, extension, error);
        var json = new ArrayBufferWriter<byte>(call.Context.Body.Span.Length + 512);
        json.Write("{\"id\":\""u8);
        json.Write(JsonText.From(Id).Escaped);
        json.Write("\",\"object\":\"response\",\"created_at\":"u8);
        WriteNumber(json, call.Context.At.ToUnixTimeSeconds());
        json.Write(",\"status\":\""u8);
        json.Write(status);
        json.Write("\",\"completed_at\":"u8);
        if (status.SequenceEqual("completed"u8)) WriteNumber(json, call.Context.Time.GetUtcNow().ToUnixTimeSeconds());
        else json.Write("null"u8);
        json.Write(",\"error\":"u8);
        json.Write(error is null ? "null"u8 : ErrorOf(error, call.Context.Id.ToString()));
        json.Write(",\"incomplete_details\":"u8);
        json.Write(incomplete.IsEmpty ? "null"u8 : incomplete);
        json.Write(",\"model\":"u8);
        json.Write(JsonText.From(call.Target.Model.Id).Quoted);
        json.Write(",\"output\":["u8);
        var first = true;
        foreach (var item in output)
        {
            if (!first) json.Write(","u8);
            json.Write(item.Span);
            first = false;
        }

        json.Write("],\"access_programs\":null,\"usage\":"u8);
        json.Write(usage ? ResponsesUsage.Write(call.Usage.Tokens) : "null"u8);
        WriteEcho(json);
        if (extension)
        {
            json.Write(",\"x_jusinfer\":"u8);
            json.Write(CallExtension.Bytes(call));
        }

        json.Write("}"u8);
        return json.WrittenSpan.ToArray();
    }

    private byte[] WriteOver(
        ReadOnlySpan<byte> status, IEnumerable<ReadOnlyMemory<byte>> output, ReadOnlySpan<byte> incomplete, bool usage, bool extension,
        GatewayError? error)
    {
        var rewrite = StoredResponsePatch.Rewrite((ResponsesRequest)call.Context.Request)
            .Set("status", [(byte)'"', .. status, (byte)'"']).Set("output", RawArray.Of(output))
            .Set("incomplete_details", incomplete.IsEmpty ? "null"u8 : incomplete);
        if (error is not null) rewrite.Set("error", ErrorOf(error, call.Context.Id.ToString()));
        if (usage && !HasProviderUsage()) rewrite.Set("usage", ResponsesUsage.Write(call.Usage.Tokens));

        if (usage && !isFinal && (call.Resumed || call.Attempt.Tier is not null))
            rewrite.Set("service_tier", Tier()); // the object is that of an interrupted answer
        if (extension) rewrite.Set("x_jusinfer", CallExtension.Bytes(call));
        return rewrite.Apply(received);
    }

    /// <summary>The usage. No provider knows the complete usage of a resumed answer.</summary>
    private bool HasProviderUsage()
    {
        if (!isFinal || call.Interrupted is not null) return false;
        using var response = JsonDocument.Parse(received, JsonDepth.DocumentOptions);
        return Fields.Object(response.RootElement, "usage") is not null;
    }

    private void WriteEcho(ArrayBufferWriter<byte> json)
    {
        if (call.Context.Request is not ResponsesRequest request) return;
        var fields = ResponsesFields.Echoed;
        for (var i = 0; i < fields.Length; i++)
        {
            json.Write(","u8);
            json.Write(fields[i].Name);
            var value = call.Context.Body.Span[request.Ranges.Echoed[i]];
            if (i == ResponsesFields.Tier) json.Write(Tier());
            else if (value.IsEmpty) json.Write(fields[i].Default);
            else SseDataWriter.Write(json, fields[i].IsTools ? (tools ??= EchoedTools.From(value)).Of(value) : value);
        }
    }

    /// <summary>
    /// The tier that the provider reported. Without a report, the default is right for a request that asks for no other; for one that does,
    /// nobody knows.
    /// </summary>
    private ReadOnlySpan<byte> Tier()
    {
        if (call.Attempt.Tier is { } tier) return ServiceTiers.Json(tier);
        var range = ((ResponsesRequest)call.Context.Request).Ranges.Echoed[ResponsesFields.Tier];
        var asksForAnother = call.Context.Body.Span[range] is [(byte)'"', .. var requested, (byte)'"']
            && !requested.SequenceEqual("auto"u8) && !requested.SequenceEqual("default"u8)
            && !PolicyDecision.From(call).RemovesAround(range);
        return ServiceTiers.Json(asksForAnother ? null : ServiceTiers.Default);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> json, long number)
    {
        Utf8Formatter.TryFormat(number, json.GetSpan(20), out var digits);
        json.Advance(digits);
    }
}
