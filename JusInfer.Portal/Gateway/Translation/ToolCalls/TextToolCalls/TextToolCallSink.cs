using System.Text;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// Finds the tool calls that a model leaks into its text and reports them as tool calls. Text is buffered only while it could become a
/// call. Text that is not a call is passed on unchanged, and so is text within code.
/// </summary>
internal sealed class TextToolCallSink(IResponseSink next, ITextToolCallFormat format, OfferedTools tools) : ResponseSink(next)
{
    /// <summary>The maximum length of a call. Longer text is passed on as text. Characters.</summary>
    private const int MaxToolCallLength = 256 * 1024;

    /// <summary>Buffered text up to this length is parsed with every piece, so that other text is not buffered for long. Characters.</summary>
    private const int MinReadLength = 256;

    /// <summary>The maximum length of a closing tag. Characters.</summary>
    private const int MaxClosingLength = 32;

    private readonly StringBuilder buffered = new();
    private CodeTracker code;
    private ThinkTagTracker thought;
    private bool afterCall;

    /// <summary>The length of the buffered text when it was last parsed. Characters.</summary>
    private int lastReadLength;

    /// <summary>Text is buffered that may become a call.</summary>
    public bool IsBuffering => buffered.Length > 0;

    /// <summary>Whether text may contain an opening tag. All of them begin with an angle bracket, which some servers escape.</summary>
    public static bool MayOpen(ReadOnlySpan<byte> escaped) => escaped.Contains((byte)'<') || escaped.IndexOf("\\u003"u8) >= 0;

    /// <summary>Whether text can be passed on unchanged: no text is buffered, and this text cannot contain the beginning of a call.</summary>
    public bool Passes(ReadOnlySpan<byte> escaped)
    {
        if (buffered.Length > 0 || afterCall || MayOpen(escaped)) return false;
        Track(escaped);
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
        if (buffered.Length == 0 && !afterCall && FindOpeningTag(text) == text.Length)
        {
            // The original escapes let the event pass unchanged between equal dialects.
            Track(escaped);
            Next.Text(escaped);
            return;
        }

        buffered.Append(text);
        if (ShouldRead(text.Length)) Read();
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        Flush();
        Next.ToolCall(number, head);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        Read(reason);
        Next.Finish(reason, stopSequence);
    }

    /// <summary>
    /// Whether to parse the buffered text again. Parsing takes time proportional to its length, so that parsing with every piece would take
    /// quadratic time.
    /// </summary>
    private bool ShouldRead(int added)
    {
        if (buffered.Length < MinReadLength || buffered.Length > MaxToolCallLength || buffered.Length > lastReadLength + (lastReadLength / 4)) return true;
        var tail = buffered.ToString(Math.Max(0, buffered.Length - added - MaxClosingLength), Math.Min(buffered.Length, added + MaxClosingLength));
        return format.ClosingTags.Append(ThinkTagTracker.ClosingTag).Any(closing => tail.Contains(closing, StringComparison.Ordinal));
    }

    /// <summary>Parses the buffered text, and reports what is complete.</summary>
    /// <param name="end">The finish reason; null if the answer continues.</param>
    private void Read(FinishReason? end = null)
    {
        var rest = ReportCertain(buffered.ToString(), end);
        buffered.Clear().Append(rest);
        lastReadLength = buffered.Length;
    }

    /// <summary>Reports the text and the calls that are certain. Returns the rest of the text, which is buffered.</summary>
    private string ReportCertain(string text, FinishReason? end)
    {
        var (isEnd, isOver) = (end is not null, end?.IsCutOff() is false);
        while (text.Length > 0)
        {
            if (afterCall && SkipStrayClosingTag(ref text, isEnd)) return text;
            var start = FindOpeningTag(text);
            Report(text[..start]);
            text = text[start..];
            if (text.Length == 0) return text;

            var cursor = new TextToolCallCursor(text, isOver);
            if (code.IsInCode) cursor.Fail();
            var calls = format.Read(ref cursor, tools);
            if (thought.IsInThought && cursor.State == TextToolCallState.Match)
            {
                // A call within reasoning is not made. At the end of the answer it is, because the model may have omitted the closing tag.
                var mayClose = text.AsSpan(cursor.Position).IndexOf(ThinkTagTracker.ClosingTag) < 0 && text.Length <= MaxToolCallLength;
                if (mayClose && !isEnd) return text;
                if (!mayClose || !isOver) cursor.Fail();
            }

            var isText = cursor.State == TextToolCallState.NoMatch || (cursor.State == TextToolCallState.Incomplete && (isEnd || text.Length > MaxToolCallLength));
            if (isText)
            {
                // Only the first character is certain not to begin a call.
                Report(text[..1]);
                text = text[1..];
                continue;
            }

            if (cursor.State == TextToolCallState.Incomplete) return text;
            foreach (var call in calls) Report(call);
            text = text[cursor.Position..];
        }

        return text;
    }

    /// <summary>Drops white space and a stray closing tag after a call. True if there is no other text yet.</summary>
    private bool SkipStrayClosingTag(ref string text, bool isEnd)
    {
        text = text.TrimStart();
        if (format.StrayClosingTag.Length > 0 && text.StartsWith(format.StrayClosingTag, StringComparison.Ordinal))
            text = text[format.StrayClosingTag.Length..].TrimStart();
        return text.Length == 0 || (!isEnd && format.StrayClosingTag.StartsWith(text, StringComparison.Ordinal));
    }

    /// <summary>The index of a complete or incomplete opening tag; the length of the text if there is none.</summary>
    private int FindOpeningTag(string text)
    {
        for (var at = text.IndexOf('<'); at >= 0; at = text.IndexOf('<', at + 1))
        {
            var rest = text.AsSpan(at);
            foreach (var opening in format.OpeningTags)
            {
                if (rest.StartsWith(opening) || opening.AsSpan().StartsWith(rest)) return at;
            }
        }

        return text.Length;
    }

    private void Flush()
    {
        var text = buffered.ToString();
        buffered.Clear();
        Report(text);
    }

    private void Report(string text)
    {
        if (text.Length == 0) return;
        afterCall = false;
        var escaped = JsonText.From(text).Escaped;
        Track(escaped);
        Next.Text(escaped);
    }

    private void Track(ReadOnlySpan<byte> escaped)
    {
        code.Append(escaped);
        thought.Append(escaped);
    }

    private void Report(TextToolCall call)
    {
        afterCall = true;
        Next.ToolCall(ToolCallTable.NoIndex, new ToolCallHead("", call.Name));
        Next.Arguments(ToolCallTable.NoIndex, JsonText.From(call.Arguments).Escaped);
    }
}
