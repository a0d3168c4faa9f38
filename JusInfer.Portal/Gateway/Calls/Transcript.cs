using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The part of a stream that the client has received, from which another upstream continues if this one is interrupted. Whatever writes to
/// the client records it here.
/// </summary>
/// <param name="isKept">The text is kept. False if the client has disabled resumption.</param>
internal sealed class Transcript(bool isKept) : IDisposable
{
    /// <summary>The maximum length in bytes as escaped JSON. Longer than any model's answer.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly PooledBuffer text = new(512);

    /// <summary>
    /// Tool calls, or a refusal that another model may repeat, have started. What follows is buffered until they are complete and is not part of the transcript.
    /// </summary>
    public bool HasToolCalls { get; private set; }

    public bool HasReasoning { get; private set; }

    /// <summary>
    /// The client has received content that a continuation cannot extend: a refusal, log probabilities, a second choice, or too much text.
    /// </summary>
    public bool HasUnresumable { get; private set; }

    /// <summary>The buffered tool call whose id and name, without arguments, the client has already received.</summary>
    public AnnouncedToolCall? Announced { get; set; }

    public bool HasText => !text.IsEmpty;

    public bool IsEmpty => text.IsEmpty && !HasReasoning && !HasUnresumable;

    /// <summary>The text so far, as escaped in JSON.</summary>
    public ReadOnlySpan<byte> Escaped => text.Span;

    /// <summary>
    /// The text so far. It contains no split surrogate pairs, because <see cref="SurrogateJoiner"/> joins them before every relay.
    /// </summary>
    public string Read() => JsonText.OfEscaped(text.Span).Decode();

    /// <param name="escaped">As escaped in JSON, without quotes.</param>
    public void AddText(ReadOnlySpan<byte> escaped)
    {
        if (!isKept || HasToolCalls) return;
        if (text.Length + escaped.Length > MaxBytes) HasUnresumable = true;
        else text.Append(escaped);
    }

    public void AddReasoning() => HasReasoning |= !HasToolCalls;

    /// <summary>The client has received content that a continuation cannot extend.</summary>
    public void AddUnresumable() => HasUnresumable |= !HasToolCalls;

    /// <summary>The first tool call begins.</summary>
    public void BeginToolCalls() => HasToolCalls = true;

    /// <summary>Drops the buffered tool calls. The client has received nothing of them except an announcement.</summary>
    public void DropToolCalls() => HasToolCalls = false;

    /// <summary>Clears the transcript, because nothing of it reached the client.</summary>
    public void Clear()
    {
        text.Dispose();
        (HasToolCalls, HasReasoning, HasUnresumable, Announced) = (false, false, false, null);
    }

    public void Dispose() => text.Dispose();
}

/// <summary>The start of a tool call that the client has received while the call is still buffered.</summary>
/// <param name="Id">The call's id in the client's stream.</param>
/// <param name="Name">The tool's name in the client's stream.</param>
internal sealed record AnnouncedToolCall(string Id, string Name);
