using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Door;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Streaming;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Verbatim;

/// <summary>
/// Gives the calls of an answer that passes verbatim the ids which their provider left out, the same in each event that tells of them:
/// without a <c>call_id</c> no client can answer a call, and without an <c>id</c> strict ones do not read it.
/// </summary>
/// <param name="call">Whose answer it is: ids that are made up are its own.</param>
internal sealed class ResponsesCallMender(Call call)
{
    private readonly ResponseObject ours = new(call);
    private readonly Dictionary<int, MendedCall> calls = [];

    /// <summary>The event's data with what was left out; empty where nothing is.</summary>
    public byte[] Mend(in ResponsesEvent said, ReadOnlySpan<byte> data)
    {
        var isItem = said.Type.SequenceEqual("response.output_item.added"u8) || said.Type.SequenceEqual("response.output_item.done"u8);
        if (isItem)
            return !said.Subject.IsEmpty && MendItem(said.Subject, said.OutputIndex ?? 0) is { } item
                ? new ObjectRewrite().Set("item", item).Of(data)
                : [];
        if (said.Type.SequenceEqual("response.completed"u8) || said.Type.SequenceEqual("response.incomplete"u8))
            return MendWhole(said.Subject) is { Length: > 0 } whole ? new ObjectRewrite().Set("response", whole).Of(data) : [];

        // Pieces of a call tell whose they are.
        return calls.Count > 0 && said.OutputIndex is { } index && calls.TryGetValue(index, out var known) && known.IsIdOurs
            ? new ObjectRewrite().Set("item_id", known.Id).Of(data)
            : [];
    }

    /// <summary>A whole response's object with what was left out; empty where nothing is.</summary>
    public byte[] MendWhole(ReadOnlySpan<byte> response)
    {
        if (response.IndexOf("_call\""u8) < 0) return [];
        var reader = new Utf8JsonReader(response, JsonDepth.OfReader);
        using var document = JsonDocument.ParseValue(ref reader);
        if (!document.RootElement.TryGetProperty("output", out var output) || output.ValueKind != JsonValueKind.Array) return [];
        var items = new List<ReadOnlyMemory<byte>>();
        var mends = false;
        foreach (var item in output.EnumerateArray())
        {
            var json = Encoding.UTF8.GetBytes(item.GetRawText());
            var mended = MendItem(json, items.Count);
            mends |= mended is not null;
            items.Add(mended ?? json);
        }

        return mends ? new ObjectRewrite().Set("output", RawArray.Of(items)).Of(response) : [];
    }

    /// <returns>The call with its ids; null where it has them.</returns>
    private byte[]? MendItem(ReadOnlySpan<byte> item, int index)
    {
        if (item.IndexOf("\"function_call\""u8) < 0 && item.IndexOf("\"custom_tool_call\""u8) < 0) return null;
        var reader = new Utf8JsonReader(item, JsonDepth.OfReader);
        using var document = JsonDocument.ParseValue(ref reader);
        if (Fields.Text(document.RootElement, "type") is not ("function_call" or "custom_tool_call")) return null;
        var (id, callId) = (Fields.Text(document.RootElement, "id"), Fields.Text(document.RootElement, "call_id"));
        if (!string.IsNullOrEmpty(id) && !string.IsNullOrEmpty(callId)) return null;
        if (!calls.TryGetValue(index, out var known))
        {
            var isIdOurs = string.IsNullOrEmpty(id);
            known = calls[index] = new MendedCall(
                JsonSerializer.SerializeToUtf8Bytes(isIdOurs ? ours.ItemId("fc", index) : id),
                JsonSerializer.SerializeToUtf8Bytes(
                    string.IsNullOrEmpty(callId) ? isIdOurs ? $"call_{call.Id.Value:N}{index}" : id : callId),
                isIdOurs);
        }

        return new ObjectRewrite().Set("id", known.Id).Set("call_id", known.CallId).Of(item);
    }

    /// <summary>What a call is told under. JSON strings.</summary>
    private sealed record MendedCall(byte[] Id, byte[] CallId, bool IsIdOurs);
}
