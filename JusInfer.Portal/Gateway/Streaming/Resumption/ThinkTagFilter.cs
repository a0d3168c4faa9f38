using System.Text;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Passes over the thoughts that a model without a reasoning parser puts before its continuation, as text between two marks. The client's
/// answer has none of its own: thoughts that belong to it are text like any other.
/// </summary>
internal sealed class ThinkTagFilter(string delivered)
{
    private const string Opening = "<think>";
    private const string Closing = "</think>";

    private readonly StringBuilder held = new();
    private State state = delivered.Contains(Opening, StringComparison.Ordinal) ? State.Over : State.Before;

    private enum State
    {
        Before,
        Within,
        Behind,
        Over,
    }

    /// <summary>It stopped while it thought.</summary>
    public bool IsWithin => state == State.Within;

    /// <summary>Takes a piece of what the model says; returns what of it is said and not thought.</summary>
    public string Take(string piece)
    {
        if (state == State.Over) return piece;
        held.Append(piece);
        if (state == State.Before && !Begins()) return LetGo();
        if (state == State.Within) Skip();
        return state == State.Behind ? Resume() : "";
    }

    /// <summary>Nothing more comes: returns what was held for a thought and is none.</summary>
    public string Finish() => state == State.Before ? LetGo() : "";

    private bool Begins()
    {
        var text = held.ToString().AsSpan().TrimStart();
        if (text.StartsWith(Opening)) state = State.Within;
        return Opening.AsSpan().StartsWith(text) || state == State.Within;
    }

    private void Skip()
    {
        var text = held.ToString();
        var end = text.IndexOf(Closing, StringComparison.Ordinal);
        var past = end >= 0 ? end + Closing.Length : Math.Max(0, text.Length - Closing.Length);
        held.Remove(0, past);
        if (end >= 0) state = State.Behind;
    }

    /// <summary>The white space behind the thoughts sets them off from what is said.</summary>
    private string Resume()
    {
        var text = held.ToString().TrimStart();
        held.Clear();
        if (text.Length > 0) state = State.Over;
        return text;
    }

    private string LetGo()
    {
        state = State.Over;
        var text = held.ToString();
        held.Clear();
        return text;
    }
}
