using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// Mends the calls of an answer that passes verbatim, the same in each event that tells of them: ids that their provider left out or gave
/// to several, since without a <c>call_id</c> of its own no client can answer a call, and without an <c>id</c> strict ones do not read it;
/// and arguments that are not the text of an object, on which clients fail.
/// </summary>
/// <param name="call">Whose answer it is: ids that are made up are its own.</param>
internal sealed class ResponsesCallMender(Call call)
{
    private readonly ResponseObject ours = new(call);
    private readonly Dictionary<int, MendedCall> calls = [];
    private readonly Dictionary<int, ArrayBufferWriter<byte>> said = [];

    /// <summary>The calls that events told of and the finished response has not come to yet.</summary>
    private List<MendedCall> awaited = [];

    /// <summary>The event's data as it should be; empty where it is.</summary>
    public byte[] Mend(in ResponsesEvent told, ReadOnlySpan<byte> data)
    {
        var isDone = told.Type.SequenceEqual("response.output_item.done"u8);
        if (isDone || told.Type.SequenceEqual("response.output_item.added"u8))
        {
            if (told.Subject.IsEmpty || MendItem(told.Subject, told.OutputIndex ?? 0, isDone) is not { } item) return [];
            return new ObjectRewrite().Set("item", item).Apply(data);
        }

        if (told.Type.SequenceEqual("response.completed"u8) || told.Type.SequenceEqual("response.incomplete"u8))
            return MendWhole(told.Subject) is { Length: > 0 } whole ? new ObjectRewrite().Set("response", whole).Apply(data) : [];
        if (calls.Count == 0) return [];
        var index = told.OutputIndex ?? 0;
        if (told.Type.SequenceEqual("response.function_call_arguments.delta"u8)) Said(index).Write(told.Delta);
        var arguments = told.Type.SequenceEqual("response.function_call_arguments.done"u8) ? MendedArguments(data, index) : null;

        // Pieces of a call tell whose they are.
        var id = told.OutputIndex is not null && calls.TryGetValue(index, out var known) && known.IsIdOurs ? known.Id : null;
        if (arguments is null && id is null) return [];
        var rewrite = new ObjectRewrite();
        if (arguments is not null) rewrite.Set("arguments", arguments);
        if (id is not null) rewrite.Set("item_id", id);
        return rewrite.Apply(data);
    }

    /// <summary>A whole response's object as it should be; empty where it is.</summary>
    public byte[] MendWhole(ReadOnlySpan<byte> response)
    {
        if (response.IndexOf("_call\""u8) < 0) return [];
        using var document = Parse(response);
        if (!document.RootElement.TryGetProperty("output", out var output) || output.ValueKind != JsonValueKind.Array) return [];
        var items = new List<ReadOnlyMemory<byte>>();
        var mends = false;
        awaited = [.. calls.Values];
        foreach (var item in output.EnumerateArray())
        {
            var json = Encoding.UTF8.GetBytes(item.GetRawText());
            var mended = MendItem(json, items.Count, isDone: true);
            mends |= mended is not null;
            items.Add(mended ?? json);
        }

        return mends ? new ObjectRewrite().Set("output", RawArray.Of(items)).Apply(response) : [];
    }

    /// <returns>The call as it should be; null where it is, or is none.</returns>
    private byte[]? MendItem(ReadOnlySpan<byte> item, int index, bool isDone)
    {
        if (item.IndexOf("\"function_call\""u8) < 0 && item.IndexOf("\"custom_tool_call\""u8) < 0) return null;
        using var document = Parse(item);
        var type = Fields.Text(document.RootElement, "type");
        if (type is not ("function_call" or "custom_tool_call")) return null;
        var known = Known(index, Fields.Text(document.RootElement, "id") ?? "", Fields.Text(document.RootElement, "call_id") ?? "");
        var rewrite = new ObjectRewrite();
        if (known.IsIdOurs) rewrite.Set("id", known.Id);
        if (known.IsCallIdOurs) rewrite.Set("call_id", known.CallId);
        if (isDone && type == "function_call" && MendedArguments(item, index) is { } arguments) rewrite.Set("arguments", arguments);
        return rewrite.IsEmpty ? null : rewrite.Apply(item);
    }

    private MendedCall Known(int index, string id, string callId)
    {
        // Some leave items out of the finished response: there a call's place is another one.
        var isPlaced = calls.TryGetValue(index, out var placed) && placed.IsOf(id, callId);
        var known = isPlaced ? placed : awaited.Find(other => other.IsOf(id, callId));
        if (known is not null)
        {
            awaited.Remove(known);
            return known;
        }

        var isCallIdOurs = callId.Length == 0 || calls.Any(other => other.Key != index && other.Value.GivenCallId == callId);
        var given = callId.Length == 0 && id.Length > 0 ? id : $"call_{call.Context.Id.Value:N}{index}";
        return calls[index] = new MendedCall(id, callId)
        {
            Id = JsonSerializer.SerializeToUtf8Bytes(id.Length == 0 ? ours.ItemId("fc", index) : id),
            CallId = JsonSerializer.SerializeToUtf8Bytes(isCallIdOurs ? given : callId),
            IsCallIdOurs = isCallIdOurs,
        };
    }

    /// <summary>Arguments that came as an object become its text; empty ones what the pieces said, or the empty object.</summary>
    /// <returns>The text as a JSON string; null where it stands as it should.</returns>
    private byte[]? MendedArguments(ReadOnlySpan<byte> holder, int index)
    {
        using var document = Parse(holder);
        document.RootElement.TryGetProperty("arguments", out var arguments);
        if (arguments.ValueKind == JsonValueKind.Object)
            return JsonText.OfUtf8(JsonMarshal.GetRawUtf8Value(arguments)).Quoted.ToArray();
        if (arguments.ValueKind == JsonValueKind.String && !JsonText.Of(arguments).IsEmpty) return null;
        return said.TryGetValue(index, out var pieces) ? JsonText.OfEscaped(pieces.WrittenSpan).Quoted.ToArray() : "\"{}\""u8.ToArray();
    }

    private ArrayBufferWriter<byte> Said(int index) =>
        said.TryGetValue(index, out var pieces) ? pieces : said[index] = new ArrayBufferWriter<byte>();

    private static JsonDocument Parse(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes, JsonDepth.OfReader);
        return JsonDocument.ParseValue(ref json);
    }

    /// <summary>What a call is told under.</summary>
    /// <param name="GivenId">By the provider; empty where it gave none.</param>
    /// <param name="GivenCallId">Likewise.</param>
    private sealed record MendedCall(string GivenId, string GivenCallId)
    {
        /// <summary>A JSON string, as the next.</summary>
        public required byte[] Id { get; init; }

        public required byte[] CallId { get; init; }

        public required bool IsCallIdOurs { get; init; }

        public bool IsIdOurs => GivenId.Length == 0;

        public bool IsOf(string id, string callId) => GivenId == id && GivenCallId == callId;
    }
}
