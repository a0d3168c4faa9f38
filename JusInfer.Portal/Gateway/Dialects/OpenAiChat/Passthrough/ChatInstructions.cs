using System.Buffers;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Arranges the system messages of a body for an endpoint that accepts one, at the start: chat templates of local models raise an error for
/// others (ollama/ollama#17774, vllm-project/vllm#41114). The leading ones become one message. Later ones become user messages in their
/// place, so that the prefix of the prompt stays stable, but never between a call and its result.
/// </summary>
internal sealed class ChatInstructions
{
    private static readonly byte[] SystemRole = "\"system\""u8.ToArray();
    private static readonly byte[] UserRole = "\"user\""u8.ToArray();
    private static readonly byte[] BlankLine = "\\n\\n"u8.ToArray();
    private static readonly byte[] BlankPart = ",{\"type\":\"text\",\"text\":\"\\n\\n\"},"u8.ToArray();
    private static readonly byte[] PartStart = "[{\"type\":\"text\",\"text\":"u8.ToArray();

    private readonly BodyPatch patch;
    private readonly ReadOnlyMemory<byte> body;
    private readonly ChatRequestRanges ranges;
    private readonly List<Range> cuts;

    private ChatInstructions(BodyPatch patch, ReadOnlyMemory<byte> body, in ChatRequestRanges ranges, List<Range> cuts) =>
        (this.patch, this.body, this.ranges, this.cuts) = (patch, body, ranges, cuts);

    /// <param name="patch">The patch of the body.</param>
    /// <param name="ranges">The places in the body.</param>
    /// <param name="call">The call.</param>
    /// <param name="cuts">The fields to remove; receives the messages to remove.</param>
    /// <returns>
    /// The text to which other messages are appended; null if none is, or if the content has parts; empty if the text becomes a part.
    /// </returns>
    public static Range? Arrange(BodyPatch patch, in ChatRequestRanges ranges, Call call, List<Range> cuts)
    {
        if (ranges.Instructions is not { } all) return null;
        var rules = EndpointRules.From(call.Target.Endpoint.Provider);
        if (rules.AcceptsSystemAnywhere)
        {
            if (!rules.IsOpenAi) Rename(patch, all);
            return null;
        }

        call.Attempt.Adjusted |= Adjustments.SystemMessages;
        var leading = 0;
        while (leading < all.Count && all[leading].Index == leading) leading++;

        // The policy removes the first one if it contains nothing but the billing line.
        var first = PolicyDecision.From(call).Removes(all[0].Message) ? 1 : 0;
        Rename(patch, all[..leading]);
        var arranged = new ChatInstructions(patch, call.Context.Body.Memory, ranges, cuts);
        var joined = leading > first + 1 ? arranged.Merge(all[first..leading]) : null;
        foreach (var later in all[leading..]) arranged.Demote(later);
        return joined;
    }

    private static void Rename(BodyPatch patch, List<ChatInstruction> all)
    {
        foreach (var one in all)
        {
            if (one.IsDeveloper) patch.Replace(one.Role, SystemRole);
        }
    }

    /// <summary>Appends the contents to that of the first message that has one: text to text, or parts to parts.</summary>
    private Range? Merge(List<ChatInstruction> leading)
    {
        var kept = leading.FindAll(HasContent);
        var whole = kept.Count > 0 ? kept[0] : leading[0];
        CarryMarker(leading, whole);
        var (first, kind, isText) = (whole.Content, KindOf(whole), kept.TrueForAll(one => KindOf(one) == (byte)'"'));
        List<byte> appended = [];
        foreach (var one in kept)
        {
            if (one.Index == whole.Index) continue;
            var content = Copy(one.Content);
            appended.AddRange(isText ? BlankLine : BlankPart);
            if (isText || KindOf(one) == (byte)'[') appended.AddRange(content[1..^1]);
            else appended.AddRange([.. PartStart[1..], .. content, (byte)'}']);
        }

        foreach (var one in leading)
        {
            if (one.Index != whole.Index) cuts.Add(one.Message);
        }

        if (appended.Count == 0) return null;
        if (isText || kind == (byte)'[')
        {
            patch.Insert(first.End.Value - 1, appended.ToArray());
            return isText ? first : null;
        }

        patch.Insert(first.Start.Value, PartStart);
        patch.Insert(first.End.Value, (byte[])[(byte)'}', .. appended, (byte)']']);
        return default(Range);
    }

    /// <summary>Moves the last marker of a message that is appended, beside its content, to the whole one, which is marked once.</summary>
    private void CarryMarker(List<ChatInstruction> leading, ChatInstruction whole)
    {
        if (ranges.CacheMarkers is null) return;
        BodyField? own = null, last = null;
        foreach (var marker in ranges.CacheMarkers)
        {
            var field = marker.Field;
            var at = leading.FindIndex(one => IsBesideContent(field, one));
            if (at < 0 || cuts.Contains(field.FullRange)) continue;
            var isOwn = leading[at].Index == whole.Index;
            if (isOwn && marker.IsSet) return;
            if (isOwn) own = field;
            else if (marker.IsSet) last = field;
        }

        if (last is not { } carried) return;
        if (own is { } empty) patch.Replace(empty.Value, body[carried.Value]);
        else patch.Insert(whole.Role.End.Value, (byte[])[(byte)',', .. body.Span[carried.FullRange]]);
    }

    private static bool IsBesideContent(BodyField field, ChatInstruction one) =>
        CacheMarkerPatch.Contains(one.Message, field.FullRange) && !CacheMarkerPatch.Contains(one.Content, field.FullRange);

    private bool HasContent(ChatInstruction one) => KindOf(one) switch
    {
        (byte)'"' => body[one.Content].Length > 2,
        (byte)'[' => body.Span[one.Content][1..].IndexOfAnyExcept(" \t\r\n"u8) != body[one.Content].Length - 2,
        _ => false,
    };

    /// <summary>The first byte of the content; 0 if there is none.</summary>
    private byte KindOf(ChatInstruction one)
    {
        var content = body.Span[one.Content];
        return content.IsEmpty || content[0] == (byte)'n' ? (byte)0 : content[0];
    }

    private void Demote(ChatInstruction later)
    {
        if (EndOfResultsAfter(later) is not { } end)
        {
            patch.Replace(later.Role, UserRole);
            return;
        }

        var (message, role) = (later.Message, later.Role);
        patch.Insert(
            end,
            (byte[])[(byte)',', .. Copy(message.Start..role.Start), .. UserRole, .. Copy(role.End..message.End)]);
        cuts.Add(message);
    }

    /// <summary>The bytes of a range without the fields in it that are removed.</summary>
    private ReadOnlySpan<byte> Copy(Range range)
    {
        var removed = cuts.FindAll(cut => CacheMarkerPatch.Contains(range, cut));
        if (removed.Count == 0) return body.Span[range];
        var (start, bytes) = (range.Start.Value, body[range]);
        var copy = new BodyPatch(bytes);
        JsonMembers.Remove(copy, bytes.Span, removed.ConvertAll(cut => (cut.Start.Value - start)..(cut.End.Value - start)));
        var written = new ArrayBufferWriter<byte>(bytes.Length);
        copy.WriteTo(written);
        return written.WrittenSpan;
    }

    /// <summary>The end of the results that follow a message which is between calls and their results; null if it is not.</summary>
    private int? EndOfResultsAfter(ChatInstruction message)
    {
        if (ranges.ToolCallSites is not { } sites) return null;
        int? end = null;
        foreach (var site in sites)
        {
            if (site.Value.Start.Value < message.Message.End.Value) continue;
            if (!site.IsResult) break;
            end = site.MessageEnd;
        }

        return end;
    }
}
