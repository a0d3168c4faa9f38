using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// A whole message on its way to a client of its dialect: as it came, but for calls without an id of their own and a reason to stop that
/// does not tell of them.
/// </summary>
internal static class MessagesWholeMender
{
    /// <param name="call">Whose answer it is.</param>
    /// <param name="body">The message, which has been read; the one that is returned takes its place.</param>
    public static PooledBuffer Mend(Call call, PooledBuffer body)
    {
        if (body.Span.IndexOf("\"tool_use\""u8) < 0) return body;
        var edits = Edits(call, body.Span);
        if (edits.Count == 0) return body;
        var mended = new PooledBuffer(body.Length + 256);
        var copied = 0;
        foreach (var (place, json) in edits)
        {
            mended.Append(body.Span[copied..place.Start.Value]);
            mended.Append(json);
            copied = place.End.Value;
        }

        mended.Append(body.Span[copied..]);
        body.Dispose();
        return mended;
    }

    private static List<(Range Place, byte[] Json)> Edits(Call call, ReadOnlySpan<byte> body)
    {
        var edits = new List<(Range Place, byte[] Json)>();
        ReadOnlySpan<byte> reason = default;
        Range reasonSpan = default;
        bool called = false, hasOther = false;
        var json = new Utf8JsonReader(body, JsonDepth.OfReader);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("stop_reason"u8))
            {
                reason = MessageBlock.Escaped(ref json);
                if (json.TokenType is JsonTokenType.String or JsonTokenType.Null)
                    reasonSpan = (int)json.TokenStartIndex..(int)json.BytesConsumed;
                continue;
            }

            var isContent = json.ValueTextEquals("content"u8);
            json.Read();
            if (isContent && json.TokenType == JsonTokenType.StartArray) ReadContent(ref json, call, body, edits, ref called, ref hasOther);
            else json.Skip();
        }

        if (hasOther && !called) return edits;
        var word = reasonSpan.Equals(default) ? default : reason.IsEmpty && called ? "tool_use"u8 : StopReasons.Mended(reason, called);
        if (!word.IsEmpty) edits.Add((reasonSpan, [(byte)'"', .. word, (byte)'"']));
        edits.Sort(static (one, other) => one.Place.Start.Value - other.Place.Start.Value);
        return edits;
    }

    private static void ReadContent(
        ref Utf8JsonReader json,
        Call call,
        ReadOnlySpan<byte> body,
        List<(Range Place, byte[] Json)> edits,
        ref bool called,
        ref bool hasOther)
    {
        var ids = new MessageCallIds(call.Context.Id);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            var start = (int)json.TokenStartIndex;
            var block = MessageBlock.Read(ref json, body);
            var span = start..(int)json.BytesConsumed;
            hasOther |= block.Type == BlockType.Other;
            if (block.Type != BlockType.ToolUse) continue;
            called = true;
            var id = ids.Next(block.Id);
            if (id != block.Id) edits.Add((span, new ObjectRewrite().Set("id", JsonSerializer.SerializeToUtf8Bytes(id)).Apply(body[span])));
        }
    }
}
