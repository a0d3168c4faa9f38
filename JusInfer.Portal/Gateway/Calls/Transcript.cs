using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// What the client has been given of a stream: what another upstream is asked to go on from, should this one die. Told by whoever writes to
/// the client, of what is written and of nothing else.
/// </summary>
/// <param name="isKept">The text is kept. Not for a caller who forbids that it be gone on from.</param>
internal sealed class Transcript(bool isKept) : IDisposable
{
    /// <summary>Longer than any model's answer and any continuation's prompt. Bytes, escaped.</summary>
    private const int MaxLength = 4 * 1024 * 1024;

    private readonly PooledBuffer text = new(512);

    /// <summary>Tool calls have begun. What follows is held back until they are complete, and the transcript does not include it.</summary>
    public bool HasToolCalls { get; private set; }

    public bool HasReasoning { get; private set; }

    /// <summary>
    /// It holds what no continuation can go on with: the model's refusal, log probabilities, a second choice; or text without end.
    /// </summary>
    public bool HasMoreThanText { get; private set; }

    /// <summary>The one call of which the client knows already, though it is held: its id and name, without arguments.</summary>
    public AnnouncedToolCall? Announced { get; set; }

    public bool HasText => !text.IsEmpty;

    public bool IsEmpty => text.IsEmpty && !HasReasoning && !HasMoreThanText;

    /// <summary>The text so far, as escaped in JSON.</summary>
    public ReadOnlySpan<byte> Escaped => text.Span;

    /// <summary>The text so far, of whole letters only: <see cref="SurrogateJoiner"/> keeps halves from every relay.</summary>
    public string Read() => JsonText.OfEscaped(text.Span).Decode();

    /// <param name="escaped">As escaped in JSON, without quotes.</param>
    public void Text(ReadOnlySpan<byte> escaped)
    {
        if (!isKept || HasToolCalls) return;
        if (text.Length + escaped.Length > MaxLength) HasMoreThanText = true;
        else text.Append(escaped);
    }

    public void Reasoning() => HasReasoning |= !HasToolCalls;

    public void MoreThanText() => HasMoreThanText |= !HasToolCalls;

    /// <summary>The first tool call begins.</summary>
    public void BeginToolCalls() => HasToolCalls = true;

    /// <summary>Drops the tool calls that had begun. The client has not seen them, except for <see cref="Announced"/>.</summary>
    public void DropToolCalls() => HasToolCalls = false;

    /// <summary>Nothing of it reached the client: another upstream begins anew.</summary>
    public void Clear()
    {
        text.Dispose();
        (HasToolCalls, HasReasoning, HasMoreThanText, Announced) = (false, false, false, null);
    }

    public void Dispose() => text.Dispose();
}

/// <summary>A tool call's head that the client was given while the call was still held.</summary>
/// <param name="Id">As the client knows it, in its own dialect.</param>
/// <param name="Name">As the client knows it.</param>
internal sealed record AnnouncedToolCall(string Id, string Name);
