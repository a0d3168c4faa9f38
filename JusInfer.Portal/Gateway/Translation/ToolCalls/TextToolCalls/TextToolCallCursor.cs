using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>The result of matching a text with a format.</summary>
internal enum TextToolCallState
{
    /// <summary>The text matches so far.</summary>
    Match,

    /// <summary>The text matches, but ends before the call does.</summary>
    Incomplete,

    /// <summary>The text does not match.</summary>
    NoMatch,
}

/// <summary>Reads a text that may be a leaked call. Once the text does not match, further reads do nothing.</summary>
internal ref struct TextToolCallCursor(ReadOnlySpan<char> text, bool isOver)
{
    /// <summary>The maximum length of a tool name. Characters.</summary>
    private const int MaxNameLength = 128;

    private readonly ReadOnlySpan<char> text = text;

    public TextToolCallState State { get; private set; }

    /// <summary>The index of the next character.</summary>
    public int Position { get; private set; }

    /// <summary>The model ended its answer itself: no more text follows.</summary>
    public bool IsFinal { get; } = isOver;

    /// <summary>There is no more text, and none follows.</summary>
    public readonly bool IsAtEnd => IsFinal && Rest.IsEmpty;

    public readonly ReadOnlySpan<char> Rest => text[Position..];

    public void Fail() => State = State == TextToolCallState.Match ? TextToolCallState.NoMatch : State;

    public void SkipWhiteSpace()
    {
        while (State == TextToolCallState.Match && Position < text.Length && char.IsWhiteSpace(text[Position])) Position++;
    }

    public void Expect(string tag)
    {
        if (State == TextToolCallState.Match && !TrySkip(tag)) Fail();
    }

    /// <summary>
    /// Skips a closing tag. At the end of the answer it may be missing or incomplete, because some servers use it as a stop sequence and
    /// remove it.
    /// </summary>
    public void ExpectClosing(string tag)
    {
        if (State == TextToolCallState.Match && IsFinal && tag.AsSpan().StartsWith(Rest)) Position = text.Length;
        else Expect(tag);
    }

    /// <summary>Reads a number of characters.</summary>
    public string Read(int length)
    {
        if (State != TextToolCallState.Match) return "";
        var value = Rest[..length].ToString();
        Position += length;
        return value;
    }

    /// <summary>
    /// Skips a tag if the text continues with it. If the text ends within the tag, the state becomes
    /// <see cref="TextToolCallState.Incomplete"/>.
    /// </summary>
    public bool TrySkip(string tag)
    {
        if (State != TextToolCallState.Match) return false;
        if (Rest.StartsWith(tag))
        {
            Position += tag.Length;
            return true;
        }

        if (tag.AsSpan().StartsWith(Rest)) State = TextToolCallState.Incomplete;
        return false;
    }

    /// <summary>Reads the text before a tag, and skips the tag.</summary>
    public string ReadUntil(string tag)
    {
        if (State != TextToolCallState.Match) return "";
        var end = Rest.IndexOf(tag);
        if (end < 0)
        {
            State = TextToolCallState.Incomplete;
            return "";
        }

        var before = Rest[..end].ToString();
        Position += end + tag.Length;
        return before;
    }

    /// <summary>Reads the name of a tool of the request before a tag, and skips the tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="tools">The tools of the request.</param>
    /// <param name="nameOf">Finds the name in the text; null if the text is the name.</param>
    public string ReadToolName(string tag, OfferedTools tools, Func<string, string>? nameOf = null)
    {
        var start = Position;
        var name = ReadUntil(tag).Trim();
        if (nameOf is not null) name = nameOf(name);
        if (State == TextToolCallState.Incomplete && text.Length - start > MaxNameLength) State = TextToolCallState.NoMatch;
        if (State == TextToolCallState.Match && !tools.Contains(name)) Fail();
        return name;
    }

    /// <summary>Reads a JSON object.</summary>
    public JsonElement ReadObject()
    {
        if (State != TextToolCallState.Match) return default;
        if (Rest is [not '{', ..])
        {
            Fail();
            return default;
        }

        var utf8 = Encoding.UTF8.GetBytes(Rest.ToString());
        try
        {
            var json = new Utf8JsonReader(utf8, isFinalBlock: false, new JsonReaderState(JsonDepth.ReaderOptions));
            if (JsonDocument.TryParseValue(ref json, out var document))
            {
                using (document)
                {
                    Position += Encoding.UTF8.GetCharCount(utf8.AsSpan(0, (int)json.BytesConsumed));
                    return document.RootElement.Clone();
                }
            }

            State = TextToolCallState.Incomplete;
        }
        catch (JsonException)
        {
            Fail();
        }

        return default;
    }
}
