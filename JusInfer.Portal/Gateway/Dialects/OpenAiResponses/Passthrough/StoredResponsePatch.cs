using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// Corrects the storage properties of a response. Requests to providers disable storage, because JusInfer stores responses itself.
/// </summary>
internal static class StoredResponsePatch
{
    /// <summary>The properties of a provider's response that change.</summary>
    public static ObjectRewrite Rewrite(ResponsesRequest request)
    {
        var rewrite = new ObjectRewrite();
        if (request.Store) rewrite.Set("store", "true"u8);
        if (request.PreviousResponseId is { } previous) rewrite.Set("previous_response_id", JsonSerializer.SerializeToUtf8Bytes(previous));
        return rewrite;
    }

    /// <summary>Stores a finished response with the conversation that it answers, if the request asks for it.</summary>
    public static void Keep(this StoredResponses stored, Call call, ReadOnlyMemory<byte> response)
    {
        if (call.Context.Request is ResponsesRequest { Store: true } request && !stored.IsDisabled)
            stored.Keep(call, response, Input(call.Context.Body.Memory, request));
    }

    /// <summary>The items of a request and of the response that it continues: JSON objects with commas between them.</summary>
    private static ReadOnlyMemory<byte> Input(ReadOnlyMemory<byte> body, ResponsesRequest request)
    {
        if (request.Spans.Input is not { } span) return request.Recalled?.Before ?? default;
        var json = new ArrayBufferWriter<byte>(body.Length);
        if (request.Recalled is { Before.IsEmpty: false } recalled) json.Write(recalled.Before.Span);
        var own = new ArrayBufferWriter<byte>(body.Length);
        var input = body.Span[span];
        if (input[0] == (byte)'"')
        {
            own.Write("{\"type\":\"message\",\"role\":\"user\",\"content\":"u8);
            own.Write(input);
            own.Write("}"u8);
        }
        else
        {
            var copied = span.Start.Value + 1;
            for (var i = 0; i < (request.Recalled?.Referenced.Length ?? 0); i++)
            {
                var reference = request.Spans.References[i].Span;
                own.Write(body.Span[copied..reference.Start.Value]);
                own.Write(request.Recalled!.Referenced[i].Span);
                copied = reference.End.Value;
            }

            own.Write(body.Span[copied..(span.End.Value - 1)]);
        }

        if (own.WrittenSpan.IndexOf((byte)'{') < 0) return json.WrittenMemory;
        if (json.WrittenCount > 0) json.Write(","u8);
        json.Write(own.WrittenSpan);
        return json.WrittenMemory;
    }
}
