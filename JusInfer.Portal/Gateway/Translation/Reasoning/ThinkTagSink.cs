using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Separates reasoning that a model writes at the start of its text in a think tag: <c>&lt;think&gt;…&lt;/think&gt;</c>. Without a closing
/// tag all of the text is reasoning, because the answer was cut off in it. Later tags are text. Some chat templates, such as those of DeepSeek R1
/// and of Qwen's thinking models, open the tag in the prompt: the text then has the closing tag only.
/// </summary>
internal sealed class ThinkTagSink(IResponseSink next) : ResponseSink(next)
{
    private const string OpeningTag = "<think>";
    private const string ClosingTag = ThinkTagTracker.ClosingTag;

    private Place place;

    /// <summary>Text that may be a part of a tag, or white space around one.</summary>
    private string buffered = "";

    private enum Place
    {
        BeforeText,
        InThought,
        AfterThought,
        InText,
    }

    /// <summary>The opening tag is in the prompt, and all text before the closing tag is reasoning.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Text is buffered.</summary>
    public bool IsBuffering => buffered.Length > 0;

    /// <summary>Whether an answer that is not streamed may have reasoning in its text.</summary>
    public static bool MayOpen(ReadOnlySpan<byte> answer) => answer.IndexOf("think"u8) >= 0;

    public override void Text(ReadOnlySpan<byte> escaped)
    {
        if (place == Place.InText)
        {
            Next.Text(escaped);
        }
        else if (place == Place.InThought && buffered.Length == 0 && !TextToolCallSink.MayOpen(escaped))
        {
            Next.Reasoning(escaped);
        }
        else
        {
            buffered += JsonText.OfEscaped(escaped).Decode();
            Read();
        }
    }

    public override void Refusal(ReadOnlySpan<byte> escaped)
    {
        Flush();
        Next.Refusal(escaped);
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        Flush();
        Next.ToolCall(number, head);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        Flush();
        Next.Finish(reason, stopSequence);
    }

    private void Read()
    {
        if (place == Place.BeforeText)
        {
            var text = buffered.TrimStart();
            if (OpeningTag.StartsWith(text, StringComparison.Ordinal) && text.Length < OpeningTag.Length) return;
            var hasTag = text.StartsWith(OpeningTag, StringComparison.Ordinal);

            if (!hasTag && !IsOpen && !ClosesFirst(text))
            {
                Flush();
                return;
            }

            (place, buffered) = (Place.InThought, hasTag ? text[OpeningTag.Length..] : buffered);
        }

        if (place == Place.InThought) ReadThought();
        if (place == Place.AfterThought && (buffered = buffered.TrimStart()).Length > 0) Flush();
    }

    /// <summary>Whether a text has a closing tag without an opening one before it, as a whole answer has if the prompt opened the tag.</summary>
    private static bool ClosesFirst(string text)
    {
        var end = text.IndexOf(ClosingTag, StringComparison.Ordinal);
        return end >= 0 && !text.AsSpan(0, end).Contains(OpeningTag, StringComparison.Ordinal);
    }

    private void ReadThought()
    {
        var end = buffered.IndexOf(ClosingTag, StringComparison.Ordinal);
        if (end >= 0)
        {
            Report(buffered[..end], isThought: true);
            (place, buffered) = (Place.AfterThought, buffered[(end + ClosingTag.Length)..]);
            return;
        }

        var certain = buffered.Length - PartOfClosingTag(buffered);
        Report(buffered[..certain], isThought: true);
        buffered = buffered[certain..];
    }

    /// <summary>The length of the end of a text that may begin the closing tag.</summary>
    private static int PartOfClosingTag(string text)
    {
        for (var length = Math.Min(text.Length, ClosingTag.Length - 1); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(ClosingTag.AsSpan(0, length))) return length;
        }

        return 0;
    }

    /// <summary>Reports what is buffered. Further text is not searched.</summary>
    private void Flush()
    {
        var text = buffered;
        buffered = "";
        var isThought = place == Place.InThought;
        place = Place.InText;
        Report(text, isThought);
    }

    private void Report(string text, bool isThought)
    {
        if (text.Length == 0) return;
        if (isThought) Next.Reasoning(JsonText.From(text).Escaped);
        else Next.Text(JsonText.From(text).Escaped);
    }
}
