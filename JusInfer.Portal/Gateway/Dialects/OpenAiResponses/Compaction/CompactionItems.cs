using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary>
/// Opens the gateway's compaction items that a request contains: each becomes a developer message with its summary. An item that cannot be
/// opened is rejected, because the model would otherwise continue without knowing what was done before.
/// </summary>
internal sealed class CompactionItems(ProtectedPayloads seals)
{
    private static ReadOnlySpan<byte> MessageStart => "{\"type\":\"message\",\"role\":\"developer\",\"content\":"u8;
    private static ReadOnlySpan<byte> UserMessageStart => "{\"type\":\"message\",\"role\":\"user\",\"content\":"u8;

    /// <summary>The message of an opened item, for an endpoint that accepts no system message in its place.</summary>
    public static byte[] AsUser(ReadOnlyMemory<byte> message) => [.. UserMessageStart, .. message.Span[MessageStart.Length..]];

    /// <summary>Opens the items in the input of a request.</summary>
    public Result<ResponsesRequest, GatewayError> Open(ResponsesRequest request, RequestBody body, TeamId team)
    {
        var opened = ImmutableArray.CreateBuilder<OpenedCompaction>();
        foreach (var item in request.Ranges.Compactions)
        {
            if (!item.IsOwn) continue;
            if (Open(body.Span[item.Seal], team) is not { } message)
                return Unreadable($"'input[{item.Number}]' is", $"input[{item.Number}].encrypted_content");
            if (body.Count(message.Length) is { } error) return error;
            opened.Add(new OpenedCompaction(item.Span, message));
        }

        return request with { OpenedCompactions = opened.ToImmutable() };
    }

    /// <summary>
    /// Opens the items of a stored conversation. The last one replaces the answers and tool calls before it, as clients do that send the
    /// whole conversation.
    /// </summary>
    /// <param name="items">JSON objects separated by commas, without brackets.</param>
    /// <param name="team">The caller's team.</param>
    /// <param name="param">The field that refers to the items, for an error.</param>
    public Result<ReadOnlyMemory<byte>, GatewayError> OpenStored(ReadOnlyMemory<byte> items, TeamId team, string param)
    {
        if (items.Span.IndexOf("\"compaction"u8) < 0) return items;
        using var list = JsonDocument.Parse((byte[])[(byte)'[', .. items.Span, (byte)']'], JsonDepth.DocumentOptions);
        JsonElement[] all = [.. list.RootElement.EnumerateArray()];
        var last = Array.FindLastIndex(all, static item => SealOf(item) is not null);
        List<ReadOnlyMemory<byte>> kept = [];
        for (var i = 0; i < all.Length; i++)
        {
            if (Fields.Text(all[i], "type") == "compaction_trigger") continue;
            if (i == last)
            {
                if (Open(SealOf(all[i])!.Value.Escaped, team) is not { } message) return Unreadable("The stored conversation contains", param);
                kept.Add(message);
            }
            else if (i > last || IsKept(all[i]))
            {
                kept.Add(JsonMarshal.GetRawUtf8Value(all[i]).ToArray());
            }
        }

        return (ReadOnlyMemory<byte>)RawArray.Of(kept).AsMemory()[1..^1];
    }

    /// <summary>A compaction does not replace messages of the user and instructions.</summary>
    private static bool IsKept(JsonElement item) =>
        Fields.Text(item, "role") is "user" or "developer" or "system" && Fields.Text(item, "type") is null or "message";

    /// <summary>The seal of an item that the gateway made; null for other items.</summary>
    private static JsonText? SealOf(JsonElement item) =>
        Fields.Text(item, "type") == "compaction" && Fields.JsonText(item, "encrypted_content") is { } seal && seal.Escaped.StartsWith(CompactionItem.OwnPrefix)
            ? seal
            : null;

    private byte[]? Open(ReadOnlySpan<byte> seal, TeamId team) => seals.Open(team, SealKind.Compaction, seal) is { } summary
        ? [.. MessageStart, .. JsonText.OfUtf8([.. CompactionPrompt.SummaryHeading, .. summary]).Quoted, (byte)'}']
        : null;

    private static GatewayError Unreadable(string where, string param) => GatewayError.InvalidRequest(
        $"{where} a compaction item that cannot be opened: it was changed, belongs to another team, or its key was deleted. Remove the item "
        + "and describe the state of the work in a message, or start a new conversation.",
        param);
}
