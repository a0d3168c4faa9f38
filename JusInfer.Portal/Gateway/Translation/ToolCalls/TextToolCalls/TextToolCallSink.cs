using System.Text;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// Finds the tool calls that a model leaks into its text and tells them as calls. Text is held back only while it could still become a
/// call; what turns out to be none comes out as the text it was. Text within code passes untouched.
/// </summary>
internal sealed class TextToolCallSink(IAnswerSink next, ITextToolCallFormat form, OfferedTools tools) : AnswerSink(next)
{
    /// <summary>A call that is longer than this is not waited for. Characters.</summary>
    private const int MaxToolCallLength = 256 * 1024;

    /// <summary>Up to this length a leak is looked at with every piece, so that what is none is not held for long. Characters.</summary>
    private const int Glance = 256;

    /// <summary>No form ends with more. Characters.</summary>
    private const int MaxClosingLength = 16;

    private readonly StringBuilder held = new();
    private CodeWatch code;
    private ThoughtWatch thought;
    private bool afterCall;

    /// <summary>How much was held when it was looked at last.</summary>
    private int seen;

    /// <summary>Text is held back that may become a call.</summary>
    public bool IsHolding => held.Length > 0;

    /// <summary>Every form opens with an angle bracket, which some servers write as an escape.</summary>
    public static bool MayOpen(ReadOnlySpan<byte> escaped) => escaped.Contains((byte)'<') || escaped.IndexOf("\\u003"u8) >= 0;

    /// <summary>Whether text may go on untouched: nothing is held, and it holds nothing that a leak could begin with.</summary>
    public bool Passes(ReadOnlySpan<byte> escaped)
    {
        if (held.Length > 0 || afterCall || MayOpen(escaped)) return false;
        Watch(escaped);
        return true;
    }

    public override void Text(ReadOnlySpan<byte> escaped)
    {
        if (Passes(escaped))
        {
            Next.Text(escaped);
            return;
        }

        var text = JsonText.OfEscaped(escaped).Decode();
        held.Append(text);
        if (IsWorthReading(text.Length)) Read();
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        Release();
        Next.ToolCall(number, head);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        Read(reason);
        Next.Finish(reason, stopSequence);
    }

    /// <summary>
    /// Whether a look may tell more than the last one did: each takes as long as what is held is, and so one with every piece would take
    /// the square of it.
    /// </summary>
    private bool IsWorthReading(int added)
    {
        if (held.Length < Glance || held.Length > MaxToolCallLength || held.Length > seen + (seen / 4)) return true;
        var tail = held.ToString(Math.Max(0, held.Length - added - MaxClosingLength), Math.Min(held.Length, added + MaxClosingLength));
        return form.Closings.Append(ThoughtWatch.Closing).Any(closing => tail.Contains(closing, StringComparison.Ordinal));
    }

    /// <param name="end">Why the answer ends; null while it goes on.</param>
    private void Read(FinishReason? end = null)
    {
        var rest = Rest(held.ToString(), end);
        held.Clear().Append(rest);
        seen = held.Length;
    }

    /// <summary>Tells what can be told of a text; returns the rest of it, which is held.</summary>
    private string Rest(string text, FinishReason? end)
    {
        var (isEnd, isOver) = (end is not null, end?.IsCutOff() is false);
        while (text.Length > 0)
        {
            if (afterCall && IsRemnant(ref text, isEnd)) return text;
            var opens = Opening(text);
            Tell(text[..opens]);
            text = text[opens..];
            if (text.Length == 0) return text;

            var cursor = new TextToolCallCursor(text, isOver);
            if (code.IsInCode) cursor.Fail();
            var calls = form.Read(ref cursor, tools);
            if (thought.IsInThought && cursor.State == TextToolCallState.Fits)
            {
                // What the model thinks of doing is not done; but it may have forgotten to say that it has thought.
                var goesOn = text.AsSpan(cursor.At).IndexOf(ThoughtWatch.Closing) < 0 && text.Length <= MaxToolCallLength;
                if (goesOn && !isEnd) return text;
                if (!goesOn || !isOver) cursor.Fail();
            }

            var isLost = cursor.State == TextToolCallState.Wrong || (cursor.State == TextToolCallState.Short && (isEnd || text.Length > MaxToolCallLength));
            if (isLost)
            {
                // Only its first letter is known to open nothing.
                Tell(text[..1]);
                text = text[1..];
                continue;
            }

            if (cursor.State == TextToolCallState.Short) return text;
            foreach (var call in calls) Tell(call);
            text = text[cursor.At..];
        }

        return text;
    }

    /// <summary>Drops what is left of the call before, white space too; true where that may be all that there is.</summary>
    private bool IsRemnant(ref string text, bool isEnd)
    {
        text = text.TrimStart();
        if (form.Remnant.Length > 0 && text.StartsWith(form.Remnant, StringComparison.Ordinal))
            text = text[form.Remnant.Length..].TrimStart();
        return text.Length == 0 || (!isEnd && form.Remnant.StartsWith(text, StringComparison.Ordinal));
    }

    /// <summary>Where a leak begins, or may turn out to begin; the text's length where none does.</summary>
    private int Opening(string text)
    {
        for (var at = text.IndexOf('<'); at >= 0; at = text.IndexOf('<', at + 1))
        {
            var rest = text.AsSpan(at);
            foreach (var opening in form.Openings)
            {
                if (rest.StartsWith(opening) || opening.AsSpan().StartsWith(rest)) return at;
            }
        }

        return text.Length;
    }

    private void Release()
    {
        var text = held.ToString();
        held.Clear();
        Tell(text);
    }

    private void Tell(string text)
    {
        if (text.Length == 0) return;
        afterCall = false;
        var escaped = JsonText.Of(text).Escaped;
        Watch(escaped);
        Next.Text(escaped);
    }

    private void Watch(ReadOnlySpan<byte> escaped)
    {
        code.Take(escaped);
        thought.Take(escaped);
    }

    private void Tell(TextToolCall call)
    {
        afterCall = true;
        Next.ToolCall(ToolCallTable.NoIndex, new ToolCallHead("", call.Name));
        Next.Arguments(ToolCallTable.NoIndex, JsonText.Of(call.Arguments).Escaped);
    }
}
