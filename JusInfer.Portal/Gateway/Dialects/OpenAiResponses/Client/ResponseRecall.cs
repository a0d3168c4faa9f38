using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>Fetches the stored responses that a request continues from or refers to.</summary>
internal sealed class ResponseRecall(StoredResponses keeper)
{
    public ValueTask<Result<CallRequest, GatewayError>> CompleteAsync(
        ResponsesRequest request, TenantId tenant, CancellationToken cancellationToken) =>
        request.PreviousResponseId is null && request.Spans.References.IsEmpty
            ? new(Validate(request))
            : RecallAsync(request, tenant, cancellationToken);

    private static Result<CallRequest, GatewayError> Validate(ResponsesRequest request)
    {
        try
        {
            ResponsesToolCallValidator.Check(request);
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
            if (await keeper.FindAsync(tenant, previous, cancellationToken) is not { } stored) return NotStored(previous);
            var (before, count) = Conversation(stored);
            recalled = recalled with { Before = before, Count = count };
            features = features with
            {
                InputTokens = features.InputTokens + stored.Tokens,
                MessageCount = features.MessageCount + count,
                RequiredCapabilities = features.RequiredCapabilities | (before.Span.IndexOf("\"input_image\""u8) >= 0 ? Capabilities.Vision : Capabilities.None),
            };
        }

        var referenced = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(request.Spans.References.Length);
        foreach (var reference in request.Spans.References)
        {
            var stored = await keeper.FindByItemAsync(tenant, reference.Id, cancellationToken);
            if (stored is null || Item(stored, reference.Id) is not { } item) return NotStored(reference);
            referenced.Add(item);
            features = features with { InputTokens = features.InputTokens + TokenEstimate.Of(item.Length, 0) };
        }

        return Validate(request with { Recalled = recalled with { Referenced = referenced.ToImmutable() }, Features = features });
    }

    /// <summary>The input and output of a response, as items of one conversation.</summary>
    private static (ReadOnlyMemory<byte> Items, int Count) Conversation(StoredResponse stored)
    {
        using var response = JsonDocument.Parse(stored.Response, JsonDepth.DocumentOptions);
        using var input = JsonDocument.Parse((byte[])[(byte)'[', .. stored.Input.Span, (byte)']'], JsonDepth.DocumentOptions);
        var output = response.RootElement.GetProperty("output");
        var outputItems = JsonMarshal.GetRawUtf8Value(output)[1..^1];
        var count = input.RootElement.GetArrayLength() + output.GetArrayLength();
        return output.GetArrayLength() == 0 || stored.Input.IsEmpty
            ? ((byte[])[.. stored.Input.Span, .. outputItems], count)
            : ((byte[])[.. stored.Input.Span, (byte)',', .. outputItems], count);
    }

    private static ReadOnlyMemory<byte>? Item(StoredResponse stored, string id)
    {
        using var response = JsonDocument.Parse(stored.Response, JsonDepth.DocumentOptions);
        foreach (var item in response.RootElement.GetProperty("output").EnumerateArray())
        {
            if (Fields.Text(item, "id") == id) return JsonMarshal.GetRawUtf8Value(item).ToArray();
        }

        return null;
    }

    private static GatewayError NotStored(string id) => GatewayError.InvalidRequest(
        $"No response '{Fields.Shorten(id)}' is stored for this team: it was created with 'store': false, was deleted, or has expired. Send "
        + "the whole conversation in 'input' instead.",
        "previous_response_id");

    private static GatewayError NotStored(ItemReference reference) => GatewayError.InvalidRequest(
        $"'input[{reference.Number}]' refers to the item '{Fields.Shorten(reference.Id)}', which is not stored for this team. Send the "
        + "item itself.",
        $"input[{reference.Number}].id");
}
