using System.Buffers;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Replaces ranges of a body without copying the rest, so that key order, number formats and unknown fields reach the provider exactly as
/// the client sent them. Edits are sorted by offset. One within the range of another has no effect, in whatever order they are made: what
/// is replaced as a whole, or removed, needs no other change. Of two replacements of one range the last one counts, but a removal stays.
/// Edits must not overlap in any other way.
/// </summary>
internal sealed class BodyPatch(ReadOnlyMemory<byte> body)
{
    /// <summary>Most requests need at most two edits: the model and the usage option.</summary>
    private const int DefaultEdits = 2;

    private Edit[] edits = new Edit[DefaultEdits];
    private int count;

    public int Length { get; private set; } = body.Length;

    public void Replace(Range range, ReadOnlyMemory<byte> replacement)
    {
        var (offset, length) = range.GetOffsetAndLength(body.Length);
        var edit = new Edit(offset, length, replacement);
        var at = count;
        while (at > 0 && edits[at - 1].Follows(edit)) at--;
        if (at > 0 && edits[at - 1].Contains(edit)) return;
        Drop(at, edit);
        if (count == edits.Length) Array.Resize(ref edits, count * 2);
        edits.AsSpan(at, count - at).CopyTo(edits.AsSpan(at + 1));
        edits[at] = edit;
        count++;
        Length += edit.Growth;
    }

    public void Insert(int offset, ReadOnlyMemory<byte> insertion) => Replace(offset..offset, insertion);

    public void WriteTo(IBufferWriter<byte> output)
    {
        var written = 0;
        foreach (var edit in edits.AsSpan(0, count))
        {
            output.Write(body.Span[written..edit.Offset]);
            output.Write(edit.Replacement.Span);
            written = edit.Offset + edit.Length;
        }

        output.Write(body.Span[written..]);
    }

    public async ValueTask WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        var written = 0;
        for (var i = 0; i < count; i++)
        {
            var edit = edits[i];
            await Upload.WriteAsync(stream, body[written..edit.Offset], cancellationToken);
            await Upload.WriteAsync(stream, edit.Replacement, cancellationToken);
            written = edit.Offset + edit.Length;
        }

        await Upload.WriteAsync(stream, body[written..], cancellationToken);
    }

    /// <summary>Drops the edits from an index on that are within another one.</summary>
    private void Drop(int start, Edit whole)
    {
        var end = start;
        for (; end < count && whole.Contains(edits[end]); end++) Length -= edits[end].Growth;
        if (end == start) return;
        edits.AsSpan(end, count - end).CopyTo(edits.AsSpan(start));
        count -= end - start;
    }

    private readonly record struct Edit(int Offset, int Length, ReadOnlyMemory<byte> Replacement)
    {
        public int Growth => Replacement.Length - Length;

        private int End => Offset + Length;

        /// <summary>
        /// Whether this edit has its place after another, later one. Insertions are before a replacement at the same offset, and what is
        /// contained in another edit is after it.
        /// </summary>
        public bool Follows(Edit later) =>
            Offset > later.Offset
            || (Offset == later.Offset && Length > 0
                && (later.Length == 0 || End < later.End || (End == later.End && !Replacement.IsEmpty)));

        /// <summary>Whether another edit is within this one's range. An insertion at its start or end is not.</summary>
        public bool Contains(Edit other) =>
            other.Length > 0 ? Offset <= other.Offset && other.End <= End : Offset < other.Offset && other.Offset < End;
    }
}
