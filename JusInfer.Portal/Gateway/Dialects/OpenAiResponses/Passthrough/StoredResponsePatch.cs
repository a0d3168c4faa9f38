using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// Corrects the storage properties of a response. Requests to providers disable storage, because JusInfer stores responses itself.
/// </summary>
internal static class StoredResponsePatch
{
    private static ReadOnlySpan<byte> UserMessage => "{\"type\":\"message\",\"role\":\"user\",\"content\":"u8;

    /// <summary>The properties of a provider's response that change.</summary>
    public static ObjectRewrite Rewrite(ResponsesRequest request)
    {
        var rewrite = new ObjectRewrite();
        if (request.Store) rewrite.Set("store", "true"u8);
        if (request.PreviousResponseId is { } previous) rewrite.Set("previous_response_id", JsonSerializer.SerializeToUtf8Bytes(previous));
        return rewrite;
    }

    /// <summary>Stores a finished response with the conversation that it answers, if the request asks for it.</summary>
    public static void Keep(this StoredResponseService stored, Call call, ReadOnlyMemory<byte> response)
    {
        if (call.Context.Request is not ResponsesRequest { Store: true } request
            || !stored.IsEnabledFor(call.Context.Holder))
            return;
        var inputBytes = InputBytes(request);
        if (response.Length + inputBytes > stored.MaxBytes) stored.ReportNotStored(call, response.Length + inputBytes);
        else stored.Keep(call, response, Input(call.Context.Body.Memory, request, (int)inputBytes));
    }

    /// <summary>The size of the input with the recalled items, in bytes; exceeds the exact one by less than 100.</summary>
    private static long InputBytes(ResponsesRequest request)
    {
        var recalled = request.Recalled;
        var own = request.Ranges.Input is { } span ? span.End.Value - span.Start.Value + UserMessage.Length + 2 : 0;
        return own + (recalled?.Before.Length ?? 0) + (recalled?.Referenced.Sum(static item => (long)item.Length) ?? 0);
    }

    /// <summary>The items of a request and of the response that it continues: JSON objects with commas between them.</summary>
    private static ReadOnlyMemory<byte> Input(ReadOnlyMemory<byte> body, ResponsesRequest request, int capacity)
    {
        var before = request.Recalled?.Before ?? default;
        if (request.Ranges.Input is not { } span) return before;
        var json = new ArrayBufferWriter<byte>(capacity);
        json.Write(before.Span);
        if (!before.IsEmpty) json.Write(","u8);
        var own = json.WrittenCount;
        var input = body.Span[span];
        if (input[0] == (byte)'"')
        {
            json.Write(UserMessage);
            json.Write(input);
            json.Write("}"u8);
        }
        else
        {
            var copied = span.Start.Value + 1;
            for (var i = 0; i < (request.Recalled?.Referenced.Length ?? 0); i++)
            {
                var reference = request.Ranges.References[i].Span;
                json.Write(body.Span[copied..reference.Start.Value]);
                json.Write(request.Recalled!.Referenced[i].Span);
                copied = reference.End.Value;
            }

            json.Write(body.Span[copied..(span.End.Value - 1)]);
        }

        return json.WrittenSpan[own..].Contains((byte)'{') ? json.WrittenMemory : before;
    }
}
