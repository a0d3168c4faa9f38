using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>Fetches the kept responses that a request goes on from or refers to.</summary>
internal sealed class ResponseRecall(StoredResponses keeper)
{
    public ValueTask<Result<CallRequest, GatewayError>> CompleteAsync(
        ResponsesRequest request, TenantId tenant, CancellationToken cancellationToken) =>
        request.PreviousResponseId is null && request.Spans.References.IsEmpty
            ? new(Paired(request))
            : RecallAsync(request, tenant, cancellationToken);

    private static Result<CallRequest, GatewayError> Paired(ResponsesRequest request)
    {
        try
        {
            ResponsesPairing.Check(request);
            return request;
        }
        catch (RequestFault fault)
        {
            return fault.Error;
        }
    }

    private async ValueTask<Result<CallRequest, GatewayError>> RecallAsync(
        ResponsesRequest request, TenantId tenant, CancellationToken cancellationToken)
    {
        var recalled = new RecalledItems();
        var features = request.Features;
        if (request.PreviousResponseId is { } previous)
        {
            if (await keeper.FindAsync(tenant, previous, cancellationToken) is not { } kept) return NotKept(previous);
            var (before, count) = Conversation(kept);
            recalled = recalled with { Before = before, Count = count };
            features = features with
            {
                InputTokens = features.InputTokens + kept.Tokens,
                Messages = features.Messages + count,
                Needs = features.Needs | (before.Span.IndexOf("\"input_image\""u8) >= 0 ? Capabilities.Vision : Capabilities.None),
            };
        }

        var referenced = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(request.Spans.References.Length);
        foreach (var reference in request.Spans.References)
        {
            var kept = await keeper.FindByItemAsync(tenant, reference.Id, cancellationToken);
            if (kept is null || Item(kept, reference.Id) is not { } item) return NotKept(reference);
            referenced.Add(item);
            features = features with { InputTokens = features.InputTokens + TokenEstimate.Of(item.Length, 0) };
        }

        return Paired(request with { Recalled = recalled with { Referenced = referenced.ToImmutable() }, Features = features });
    }

    /// <summary>What a response answered and what it said, as items of one conversation.</summary>
    private static (ReadOnlyMemory<byte> Items, int Count) Conversation(StoredResponse kept)
    {
        using var response = JsonDocument.Parse(kept.Response, JsonDepth.OfDocument);
        using var input = JsonDocument.Parse((byte[])[(byte)'[', .. kept.Input.Span, (byte)']'], JsonDepth.OfDocument);
        var output = response.RootElement.GetProperty("output");
        var said = JsonMarshal.GetRawUtf8Value(output)[1..^1];
        var count = input.RootElement.GetArrayLength() + output.GetArrayLength();
        return output.GetArrayLength() == 0 || kept.Input.IsEmpty
            ? ((byte[])[.. kept.Input.Span, .. said], count)
            : ((byte[])[.. kept.Input.Span, (byte)',', .. said], count);
    }

    private static ReadOnlyMemory<byte>? Item(StoredResponse kept, string id)
    {
        using var response = JsonDocument.Parse(kept.Response, JsonDepth.OfDocument);
        foreach (var item in response.RootElement.GetProperty("output").EnumerateArray())
        {
            if (Fields.Text(item, "id") == id) return JsonMarshal.GetRawUtf8Value(item).ToArray();
        }

        return null;
    }

    private static GatewayError NotKept(string id) => GatewayError.InvalidRequest(
        $"No response '{Fields.Short(id)}' is kept for this team: it was made with 'store': false, removed, or is too old. Send the whole "
        + "conversation in 'input' instead.",
        "previous_response_id");

    private static GatewayError NotKept(ItemReference reference) => GatewayError.InvalidRequest(
        $"'input[{reference.Number}]' refers to the item '{Fields.Short(reference.Id)}', which is not kept for this team. Send the "
        + "item itself.",
        $"input[{reference.Number}].id");
}
