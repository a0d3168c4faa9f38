using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>How a text stands to a form.</summary>
internal enum TextToolCallState
{
    /// <summary>It is of the form so far.</summary>
    Fits,

    /// <summary>It ends before the form does: more may come.</summary>
    Short,

    /// <summary>It is something else.</summary>
    Wrong,
}

/// <summary>Walks through a text that may be a leaked call. Once it does not fit, further steps do nothing.</summary>
internal ref struct TextToolCallCursor(ReadOnlySpan<char> text, bool isOver)
{
    /// <summary>Longer than any tool's name. Characters.</summary>
    private const int MaxNameLength = 128;

    private readonly ReadOnlySpan<char> text = text;

    public TextToolCallState State { get; private set; }

    /// <summary>How far it has come.</summary>
    public int At { get; private set; }

    /// <summary>The model stopped here of its own accord: nothing of the form will come that is not there.</summary>
    public bool IsOver { get; } = isOver;

    /// <summary>Nothing more is there, nor will be.</summary>
    public readonly bool IsAtEnd => IsOver && Rest.IsEmpty;

    public readonly ReadOnlySpan<char> Rest => text[At..];

    public void Fail() => State = State == TextToolCallState.Fits ? TextToolCallState.Wrong : State;

    public void Space()
    {
        while (State == TextToolCallState.Fits && At < text.Length && char.IsWhiteSpace(text[At])) At++;
    }

    public void Expect(string mark)
    {
        if (State == TextToolCallState.Fits && !Takes(mark)) Fail();
    }

    /// <summary>
    /// Takes the mark that closes what is whole. At the end of all it may be missing, or a part of it: some servers take it for the sign to
    /// stop and cut it off.
    /// </summary>
    public void Close(string mark)
    {
        if (State == TextToolCallState.Fits && IsOver && mark.AsSpan().StartsWith(Rest)) At = text.Length;
        else Expect(mark);
    }

    /// <summary>Takes so many letters.</summary>
    public string Take(int length)
    {
        if (State != TextToolCallState.Fits) return "";
        var taken = Rest[..length].ToString();
        At += length;
        return taken;
    }

    /// <summary>Takes a mark where it stands here. Where the text ends within it, the cursor is short.</summary>
    public bool Takes(string mark)
    {
        if (State != TextToolCallState.Fits) return false;
        if (Rest.StartsWith(mark))
        {
            At += mark.Length;
            return true;
        }

        if (mark.AsSpan().StartsWith(Rest)) State = TextToolCallState.Short;
        return false;
    }

    /// <summary>The text up to a mark, which is taken too.</summary>
    public string Until(string mark)
    {
        if (State != TextToolCallState.Fits) return "";
        var end = Rest.IndexOf(mark);
        if (end < 0)
        {
            State = TextToolCallState.Short;
            return "";
        }

        var before = Rest[..end].ToString();
        At += end + mark.Length;
        return before;
    }

    /// <summary>The name of a tool that is offered, up to a mark, which is taken too.</summary>
    public string Name(string mark, OfferedTools tools)
    {
        var begins = At;
        var name = Until(mark).Trim();
        if (State == TextToolCallState.Short && text.Length - begins > MaxNameLength) State = TextToolCallState.Wrong;
        if (State == TextToolCallState.Fits && !tools.Has(name)) Fail();
        return name;
    }

    /// <summary>A JSON object.</summary>
    public JsonElement Object()
    {
        if (State != TextToolCallState.Fits) return default;
        if (Rest is [not '{', ..])
        {
            Fail();
            return default;
        }

        var utf8 = Encoding.UTF8.GetBytes(Rest.ToString());
        try
        {
            var json = new Utf8JsonReader(utf8, isFinalBlock: false, new JsonReaderState(JsonDepth.OfReader));
            if (JsonDocument.TryParseValue(ref json, out var document))
            {
                using (document)
                {
                    At += Encoding.UTF8.GetCharCount(utf8.AsSpan(0, (int)json.BytesConsumed));
                    return document.RootElement.Clone();
                }
            }

            State = TextToolCallState.Short;
        }
        catch (JsonException)
        {
            Fail();
        }

        return default;
    }
}
