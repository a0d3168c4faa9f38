using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Fetches the stored responses that a request continues from or refers to. What is read from the store, and what is inserted into the
/// request, is at most <see cref="GatewayOptions.MaxRequestBytes"/> each. A team reads at the rate of <see cref="LargeBodyRate"/>.
/// </summary>
internal sealed class ResponseRecall(
    StoredResponseService stored, CompactionItems compactions, GatewayOptions options, ParsingLimiter parsing, LargeBodyRate rate)
{
    public ValueTask<Result<CallRequest, GatewayError>> CompleteAsync(
        ResponsesRequest received, RequestBody body, KeyHolder holder, CancellationToken cancellationToken)
    {
        if (!compactions.Open(received, body, holder.Key.TeamId).TryGet(out var request, out var error)) return new(error);
        return request.PreviousResponseId is null && request.Ranges.References.IsEmpty
            ? new(Validate(request))
            : new(parsing.RunAsync(holder.Key.TeamId, () => RecallAsync(request, body, holder, cancellationToken), cancellationToken));
    }

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

    private async Task<Result<CallRequest, GatewayError>> RecallAsync(
        ResponsesRequest request, RequestBody body, KeyHolder holder, CancellationToken cancellationToken)
    {
        var access = ResponseAccess.From(holder);
        var recalled = new RecalledItems();
        var features = request.Features;
        if (request.PreviousResponseId is { } previous)
        {
            if (await stored.FindAsync(access, previous, cancellationToken) is not { } found) return NotStored(previous, holder);
            if (found.Size > options.MaxRequestBytes) return TooLarge("previous_response_id");
            if (body.Count(found.Size) is { } error) return error;
            await rate.WaitAsync(holder.Key.TeamId, found.Size, cancellationToken);
            if (!compactions.OpenStored(Conversation(found), holder.Key.TeamId, "previous_response_id").TryGet(out var before, out var unreadable)) return unreadable;
            var count = CountOf(before);
            recalled = recalled with { Before = before, Count = count };
            var items = ReadItems(before.Span);
            if (items.Tools.Count > 0) return HostedToolRecalled("previous_response_id");
            request = request with { Attachments = Attachments.Sum(request.Attachments, items.Attachments) };
            features = features with
            {
                InputTokens = features.InputTokens + found.Tokens,
                MessageCount = features.MessageCount + count,
                RequiredCapabilities = features.RequiredCapabilities | (before.Span.IndexOf("\"input_image\""u8) >= 0 ? Capabilities.Vision : Capabilities.None),
            };
        }

        var referenced = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(request.Ranges.References.Length);
        var known = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        long readBytes = 0, insertedBytes = recalled.Before.Length;
        foreach (var reference in request.Ranges.References)
        {
            if (!known.TryGetValue(reference.Id, out var item))
            {
                if (await stored.FindByItemAsync(access, reference.Id, cancellationToken) is not { } response)
                    return NotStored(reference, holder);
                if ((readBytes += response.Length) > options.MaxRequestBytes) return TooLarge("input");
                if (body.Count(response.Length) is { } noMemory) return noMemory;
                await rate.WaitAsync(holder.Key.TeamId, response.Length, cancellationToken);
                AddItems(response, known);
                if (!known.TryGetValue(reference.Id, out item)) return NotStored(reference, holder);
                if (!compactions.OpenStored(item, holder.Key.TeamId, $"input[{reference.Number}].id").TryGet(out item, out var unreadable)) return unreadable;
            }

            if ((insertedBytes += item.Length) > options.MaxRequestBytes) return TooLarge("input");
            if (body.Count(item.Length) is { } error) return error;
            referenced.Add(item);
            var read = ReadItems(item.Span);
            if (read.Tools.Count > 0) return HostedToolRecalled($"input[{reference.Number}].id");
            var media = read.Attachments;
            var tokens = TokenEstimate.Of(item.Length - (media?.Bytes ?? 0), media);
            features = features with { InputTokens = features.InputTokens + tokens };
            request = request with { Attachments = Attachments.Sum(request.Attachments, media) };
        }

        return Validate(request with { Recalled = recalled with { Referenced = referenced.ToImmutable() }, Features = features });
    }

    /// <summary>The input and output of a response, as items of one conversation.</summary>
    private static ReadOnlyMemory<byte> Conversation(StoredResponse stored)
    {
        using var response = JsonDocument.Parse(stored.Response, JsonDepth.DocumentOptions);
        var output = JsonMarshal.GetRawUtf8Value(response.RootElement.GetProperty("output"))[1..^1];
        return output.Trim(" \t\r\n"u8).IsEmpty || stored.Input.IsEmpty
            ? (byte[])[.. stored.Input.Span, .. output]
            : (byte[])[.. stored.Input.Span, (byte)',', .. output];
    }

    private static ResponsesInputReader ReadItems(ReadOnlySpan<byte> items) => ResponsesInputReader.Read([(byte)'[', .. items, (byte)']']);

    /// <summary>Request policies apply to the tools of the request and of its own items, not to what is recalled.</summary>
    private static GatewayError HostedToolRecalled(string path) => RequestFault.Unsupported(
        $"'{path}' recalls an item that declares a tool which the provider runs and bills. Send the conversation without that tool.",
        path).Error;

    private static int CountOf(ReadOnlyMemory<byte> items)
    {
        using var list = JsonDocument.Parse((byte[])[(byte)'[', .. items.Span, (byte)']'], JsonDepth.DocumentOptions);
        return list.RootElement.GetArrayLength();
    }

    /// <summary>Adds the output items of a response, by their ids. They are slices of the response.</summary>
    private static void AddItems(ReadOnlyMemory<byte> response, Dictionary<string, ReadOnlyMemory<byte>> items)
    {
        using var document = JsonDocument.Parse(response, JsonDepth.DocumentOptions);
        foreach (var item in document.RootElement.GetProperty("output").EnumerateArray())
        {
            var json = JsonMarshal.GetRawUtf8Value(item);
            if (Fields.Text(item, "id") is { } id && response.Span.Overlaps(json, out var start))
                items.TryAdd(id, response.Slice(start, json.Length));
        }
    }

    private GatewayError TooLarge(string param) => new(
        StatusCodes.Status413PayloadTooLarge,
        ErrorCodes.RequestTooLarge,
        $"The stored items that '{param}' refers to are larger than the maximum of {GatewayError.Size(options.MaxRequestBytes)}. Refer to "
        + "fewer items, or start a new conversation with a summary.")
    {
        Param = param,
    };

    private static GatewayError NotStored(string id, KeyHolder holder) => GatewayError.InvalidRequest(
        $"No response '{Fields.Shorten(id)}' is stored for this key: {StoredResponseService.ReasonFor(holder)}. Send the whole conversation in "
        + "'input' instead.",
        "previous_response_id");

    private static GatewayError NotStored(ItemReference reference, KeyHolder holder) => GatewayError.InvalidRequest(
        $"'input[{reference.Number}]' refers to the item '{Fields.Shorten(reference.Id)}', but no response with it is stored for this key: "
        + $"{StoredResponseService.ReasonFor(holder)}. Send the item itself.",
        $"input[{reference.Number}].id");
}
