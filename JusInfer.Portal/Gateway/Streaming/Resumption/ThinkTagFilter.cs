using System.Text;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Removes the <c>&lt;think&gt;…&lt;/think&gt;</c> block before a continuation, as written by a model whose server has no reasoning parser.
/// If the delivered text contains such a block itself, the filter does nothing.
/// </summary>
internal sealed class ThinkTagFilter(string delivered)
{
    private const string Opening = "<think>";
    private const string Closing = "</think>";

    private readonly StringBuilder held = new();
    private State state = delivered.Contains(Opening, StringComparison.Ordinal) ? State.Done : State.BeforeTag;

    private enum State
    {
        BeforeTag,
        InsideTag,
        AfterTag,
        Done,
    }

    /// <summary>The text so far ends within the block.</summary>
    public bool IsInsideTag => state == State.InsideTag;

    /// <summary>Appends a fragment and returns the text outside of the block.</summary>
    public string Append(string fragment)
    {
        if (state == State.Done) return fragment;
        held.Append(fragment);
        if (state == State.BeforeTag && !DetectTag()) return Flush();
        if (state == State.InsideTag) SkipThinking();
        return state == State.AfterTag ? SkipWhiteSpace() : "";
    }

    /// <summary>Ends the text and returns what was held back as a possible start of a block.</summary>
    public string Finish() => state == State.BeforeTag ? Flush() : "";

    private bool DetectTag()
    {
        var text = held.ToString().AsSpan().TrimStart();
        if (text.StartsWith(Opening)) state = State.InsideTag;
        return Opening.AsSpan().StartsWith(text) || state == State.InsideTag;
    }

    private void SkipThinking()
    {
        var text = held.ToString();
        var end = text.IndexOf(Closing, StringComparison.Ordinal);
        var length = end >= 0 ? end + Closing.Length : Math.Max(0, text.Length - Closing.Length);
        held.Remove(0, length);
        if (end >= 0) state = State.AfterTag;
    }

    /// <summary>Removes the white space between the block and the text.</summary>
    private string SkipWhiteSpace()
    {
        var text = held.ToString().TrimStart();
        held.Clear();
        if (text.Length > 0) state = State.Done;
        return text;
    }

    private string Flush()
    {
        state = State.Done;
        var text = held.ToString();
        held.Clear();
        return text;
    }
}
