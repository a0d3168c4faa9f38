using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>Appends the fields of a journal entry's payload. Numbers are little-endian.</summary>
internal readonly ref struct EntryWriter(ArrayBufferWriter<byte> output)
{
    /// <summary>The length that marks a missing text.</summary>
    public const ushort NullText = ushort.MaxValue;

    /// <summary>The value that marks a missing integer.</summary>
    public const long NullInteger = long.MinValue;

    /// <summary>Longer texts are cut. Characters; in UTF-8 at most three bytes each, which a 16-bit length can state.</summary>
    private const int MaxTextLength = 4096;

    /// <summary>
    /// The space for the texts of an entry. What its other columns and the lengths of its texts need is a fraction of the rest.
    /// </summary>
    private const int MaxTextBytes = JournalFormat.MaxEntryBytes - 8192;

    private readonly int start = output.WrittenCount;

    public void WriteByte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public void WriteLong(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), value);
        output.Advance(sizeof(long));
    }

    public void WriteInteger(int? value) => WriteLong(value ?? NullInteger);

    /// <summary>Writes <see cref="Guid.Empty"/> for a missing value. No id is empty.</summary>
    public void WriteGuid(Guid? value)
    {
        value.GetValueOrDefault().TryWriteBytes(output.GetSpan(16), bigEndian: true, out _);
        output.Advance(16);
    }

    public void WriteText(string? value)
    {
        var longest = Math.Min(MaxTextLength, Math.Max(0, MaxTextBytes - (output.WrittenCount - start)) / 3);
        if (value is not null && value.Length > longest) value = value[..longest];
        var span = output.GetSpan(sizeof(ushort) + Encoding.UTF8.GetMaxByteCount(value?.Length ?? 0));
        var length = value is null ? 0 : Encoding.UTF8.GetBytes(value, span[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(span, value is null ? NullText : (ushort)length);
        output.Advance(sizeof(ushort) + length);
    }
}
