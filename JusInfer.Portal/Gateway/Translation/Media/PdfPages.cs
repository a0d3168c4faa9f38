using System.Buffers.Text;

namespace JusInfer.Portal.Gateway.Translation.Media;

/// <summary>
/// Counts the pages of a PDF (ISO 32000-1, 7.7.3): the references in the lists <c>/Kids</c> of its page tree. A file is written by the
/// caller, so that the count must not be less than what a provider finds: a file whose tree can be elsewhere, or has a node twice, has no
/// count.
/// </summary>
internal struct PdfPages
{
    /// <summary>More pages than any provider accepts.</summary>
    private const int MaxPages = 5_000;

    private const int MaxNameBytes = 24;
    private const int ChunkCharacters = 4_096;

    private readonly HashSet<int> nodes = [];
    private State state;
    private int number;
    private bool isInNumber;
    private int numbers;
    private int node;
    private bool isUncountable;

    public PdfPages()
    {
    }

    private enum State
    {
        Outside,

        /// <summary>Behind <c>/Kids</c>.</summary>
        BeforeList,
        InList,
    }

    /// <param name="base64">The file in the standard alphabet, without white space.</param>
    /// <returns>The number of pages at most; null if they cannot be counted.</returns>
    public static int? Count(ReadOnlySpan<byte> base64)
    {
        if (!base64.StartsWith("JVBERi0"u8)) return null;
        var pages = new PdfPages();
        Span<byte> buffer = stackalloc byte[MaxNameBytes + (ChunkCharacters / 4 * 3)];
        var kept = 0;
        while (!base64.IsEmpty && !pages.isUncountable)
        {
            var chunk = base64[..Math.Min(ChunkCharacters, base64.Length)];
            base64 = base64[chunk.Length..];
            Base64.DecodeFromUtf8(chunk, buffer[kept..], out _, out var written, isFinalBlock: base64.IsEmpty);
            var bytes = buffer[..(kept + written)];
            var read = pages.Scan(bytes, isLast: base64.IsEmpty);
            kept = bytes.Length - read;
            bytes[read..].CopyTo(buffer);
        }

        return pages.isUncountable || pages.nodes.Count == 0 ? null : pages.nodes.Count;
    }

    /// <returns>The number of bytes that were read: a name at the end may continue in the next chunk.</returns>
    private int Scan(ReadOnlySpan<byte> bytes, bool isLast)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            if (state != State.Outside)
            {
                ReadList(bytes[at++]);
                continue;
            }

            var slash = bytes[at..].IndexOf((byte)'/');
            if (slash < 0) return bytes.Length;
            at += slash;
            if (!isLast && bytes.Length - at < MaxNameBytes) return at;
            at += ReadName(bytes[at..]);
        }

        return at;
    }

    /// <returns>The size of the name.</returns>
    private int ReadName(ReadOnlySpan<byte> bytes)
    {
        Span<byte> name = stackalloc byte[MaxNameBytes];
        var (at, length) = (1, 0);
        while (at < bytes.Length && at < MaxNameBytes && bytes[at] > (byte)' ' && !"/[]<>()%"u8.Contains(bytes[at]))
        {
            // A name can be escaped.
            if (bytes[at] == (byte)'#' && at + 2 < bytes.Length
                && Utf8Parser.TryParse(bytes.Slice(at + 1, 2), out byte escaped, out var used, 'X') && used == 2)
            {
                name[length++] = escaped;
                at += 3;
            }
            else
            {
                name[length++] = bytes[at++];
            }
        }

        var text = name[..length];
        if (text.SequenceEqual("Kids"u8)) state = State.BeforeList;

        // The objects of the tree can be in compressed streams.
        else if (text.SequenceEqual("ObjStm"u8) || text.SequenceEqual("XRef"u8) || text.SequenceEqual("XRefStm"u8)) isUncountable = true;
        return at;
    }

    /// <summary>Reads the references of a list, for example <c>[12 0 R 15 0 R]</c>.</summary>
    private void ReadList(byte next)
    {
        if (state == State.BeforeList)
        {
            if (next == (byte)'[') state = State.InList;
            else if (next > (byte)' ') isUncountable = true;
            return;
        }

        if (next is >= (byte)'0' and <= (byte)'9')
        {
            number = unchecked((number * 10) + next - '0');
            isInNumber = true;
            return;
        }

        if (isInNumber)
        {
            if (numbers++ == 0) node = number;
            (number, isInNumber) = (0, false);
        }

        if (next <= (byte)' ') return;
        if (next == (byte)'R' && numbers == 2) isUncountable |= !nodes.Add(node) || nodes.Count > MaxPages;
        else if (next == (byte)']' && numbers == 0) state = State.Outside;
        else isUncountable = true;
        numbers = 0;
    }
}
