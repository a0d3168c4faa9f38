using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.Leaks;

/// <summary>How a text stands to a form.</summary>
internal enum LeakState
{
    /// <summary>It is of the form so far.</summary>
    Fits,

    /// <summary>It ends before the form does: more may come.</summary>
    Short,

    /// <summary>It is something else.</summary>
    Wrong,
}

/// <summary>Walks through a text that may be a leaked call. Once it does not fit, further steps do nothing.</summary>
internal ref struct LeakCursor(ReadOnlySpan<char> text, bool isOver)
{
    /// <summary>Longer than any tool's name. Characters.</summary>
    private const int LongestName = 128;

    private readonly ReadOnlySpan<char> text = text;

    public LeakState State { get; private set; }

    /// <summary>How far it has come.</summary>
    public int At { get; private set; }

    /// <summary>The model stopped here of its own accord: nothing of the form will come that is not there.</summary>
    public bool IsOver { get; } = isOver;

    /// <summary>Nothing more is there, nor will be.</summary>
    public readonly bool IsAtEnd => IsOver && Rest.IsEmpty;

    public readonly ReadOnlySpan<char> Rest => text[At..];

    public void Fail() => State = State == LeakState.Fits ? LeakState.Wrong : State;

    public void Space()
    {
        while (State == LeakState.Fits && At < text.Length && char.IsWhiteSpace(text[At])) At++;
    }

    public void Expect(string mark)
    {
        if (State == LeakState.Fits && !Takes(mark)) Fail();
    }

    /// <summary>
    /// Takes the mark that closes what is whole. At the end of all it may be missing, or a part of it: some servers take it for the sign to
    /// stop and cut it off.
    /// </summary>
    public void Close(string mark)
    {
        if (State == LeakState.Fits && IsOver && mark.AsSpan().StartsWith(Rest)) At = text.Length;
        else Expect(mark);
    }

    /// <summary>Takes so many letters.</summary>
    public string Take(int length)
    {
        if (State != LeakState.Fits) return "";
        var taken = Rest[..length].ToString();
        At += length;
        return taken;
    }

    /// <summary>Takes a mark where it stands here. Where the text ends within it, the cursor is short.</summary>
    public bool Takes(string mark)
    {
        if (State != LeakState.Fits) return false;
        if (Rest.StartsWith(mark))
        {
            At += mark.Length;
            return true;
        }

        if (mark.AsSpan().StartsWith(Rest)) State = LeakState.Short;
        return false;
    }

    /// <summary>The text up to a mark, which is taken too.</summary>
    public string Until(string mark)
    {
        if (State != LeakState.Fits) return "";
        var end = Rest.IndexOf(mark);
        if (end < 0)
        {
            State = LeakState.Short;
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
        if (State == LeakState.Short && text.Length - begins > LongestName) State = LeakState.Wrong;
        if (State == LeakState.Fits && !tools.Has(name)) Fail();
        return name;
    }

    /// <summary>A JSON object.</summary>
    public JsonElement Object()
    {
        if (State != LeakState.Fits) return default;
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

            State = LeakState.Short;
        }
        catch (JsonException)
        {
            Fail();
        }

        return default;
    }
}
