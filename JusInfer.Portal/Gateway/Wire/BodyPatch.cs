using System.Buffers;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Replaces ranges of a body without copying the rest, so that key order, number formats and unknown fields reach the provider exactly as
/// the client sent them. Edits are sorted by offset and must not overlap.
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
        if (count == edits.Length) Array.Resize(ref edits, count * 2);
        var at = count++;
        while (at > 0 && edits[at - 1].Offset > offset)
        {
            edits[at] = edits[at - 1];
            at--;
        }

        edits[at] = new Edit(offset, length, replacement);
        Length += replacement.Length - length;
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

    private readonly record struct Edit(int Offset, int Length, ReadOnlyMemory<byte> Replacement);
}
