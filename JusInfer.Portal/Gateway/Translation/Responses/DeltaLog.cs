using System.Runtime.InteropServices;
using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// Stores deltas of an answer in order, to report them later or to compare them with the output of the pipeline. Successive texts are one
/// delta. A cleared log keeps its memory, so that adding a delta to it allocates nothing.
/// </summary>
internal sealed class DeltaLog
{
    private const int MinBytes = 64;

    private readonly List<Entry> entries = [];
    private byte[] bytes = [];
    private int length;
    private int next;
    private int matched;
    private int serverEvent;

    public bool IsEmpty => entries.Count == 0;

    /// <summary>Deltas can still be added.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>At least a part of the log has been matched.</summary>
    public bool HasMatches => next > 0 || matched > 0;

    /// <summary>All of the log has been matched.</summary>
    public bool IsMatched => next == entries.Count;

    /// <summary>The first delta, if it is the head of a tool call.</summary>
    public ToolCallHead? FirstToolCall => entries is [{ Kind: DeltaKind.ToolCall } first, ..] ? (ToolCallHead)first.Value! : null;

    /// <summary>Begins the next event of the stream, to which the deltas added from here on belong.</summary>
    public void BeginEvent() => serverEvent++;

    /// <summary>Adds a delta. An empty text is ignored.</summary>
    public void Add(in ResponseDelta delta)
    {
        if (delta.IsText && delta.Bytes.IsEmpty) return;
        var start = Append(delta.Bytes);
        if (delta.IsText && entries.Count > next)
        {
            ref var last = ref CollectionsMarshal.AsSpan(entries)[^1];
            if (last.Kind == delta.Kind && last.Number == delta.Number)
            {
                last = last with { Length = last.Length + delta.Bytes.Length };
                return;
            }
        }

        entries.Add(new Entry(delta.Kind, delta.Number, start, delta.Bytes.Length, delta.Value, serverEvent));
    }

    /// <summary>
    /// Compares a delta with the first one that has not been matched. A text may be a part of it. Returns true if they are equal, and marks
    /// them as matched.
    /// </summary>
    public bool TryMatch(in ResponseDelta delta)
    {
        if (next == entries.Count) return false;
        ref readonly var entry = ref CollectionsMarshal.AsSpan(entries)[next];
        if (entry.Kind != delta.Kind || entry.Number != delta.Number) return false;
        var rest = BytesOf(entry)[matched..];
        if (!rest.StartsWith(delta.Bytes)) return false;
        if (delta.Bytes.Length < rest.Length)
        {
            if (!delta.IsText) return false;
            matched += delta.Bytes.Length;
            return true;
        }

        if (!Equals(entry.Value, delta.Value)) return false;
        (next, matched) = (next + 1, 0);
        return true;
    }

    /// <summary>Reports all deltas and clears the log.</summary>
    public void MoveTo(IResponseSink sink)
    {
        foreach (var entry in entries) DeltaOf(entry, entry.Length).ReportTo(sink);
        Clear();
    }

    /// <summary>Reports the deltas of an event as far as they have been matched.</summary>
    /// <param name="number">The number of the event, from one. Each call of <see cref="BeginEvent"/> begins the next.</param>
    /// <param name="sink">The sink to which the deltas are reported.</param>
    public void ReportMatched(int number, IResponseSink sink)
    {
        for (var i = 0; i <= next && i < entries.Count; i++)
        {
            var entry = entries[i];
            var count = i < next ? entry.Length : matched;
            if (entry.Event == number && (i < next || count > 0)) DeltaOf(entry, count).ReportTo(sink);
        }
    }

    /// <summary>The text of the answer among the deltas, decoded.</summary>
    public string ReadText()
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            if (entry.Kind == DeltaKind.Text) text.Append(JsonText.OfEscaped(BytesOf(entry)).Decode());
        }

        return text.ToString();
    }

    /// <summary>Drops the first delta of a kind, which has no bytes.</summary>
    public void RemoveFirst(DeltaKind kind)
    {
        if (entries.FindIndex(entry => entry.Kind == kind) is >= 0 and var index) entries.RemoveAt(index);
    }

    /// <summary>Clears the log. No deltas are added after it.</summary>
    public void Close()
    {
        IsOpen = false;
        Clear();
    }

    public void Clear()
    {
        entries.Clear();
        (length, next, matched, serverEvent) = (0, 0, 0, 0);
    }

    /// <returns>The offset of the bytes.</returns>
    private int Append(ReadOnlySpan<byte> more)
    {
        var start = length;
        if (bytes.Length - start < more.Length) Array.Resize(ref bytes, Math.Max(MinBytes, Math.Max(2 * start, start + more.Length)));
        more.CopyTo(bytes.AsSpan(start));
        length = start + more.Length;
        return start;
    }

    private ReadOnlySpan<byte> BytesOf(in Entry entry) => bytes.AsSpan(entry.Start, entry.Length);

    private ResponseDelta DeltaOf(in Entry entry, int count) => new(entry.Kind, entry.Number, BytesOf(entry)[..count], entry.Value);

    private readonly record struct Entry(DeltaKind Kind, int Number, int Start, int Length, object? Value, int Event);
}
