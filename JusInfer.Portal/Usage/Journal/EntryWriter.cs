using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>Appends one entry's fields and, in the end, its length and checksum.</summary>
internal readonly ref struct EntryWriter
{
    private const int MaxTextLength = 4096;

    private readonly ArrayBufferWriter<byte> output;
    private readonly int start;

    public EntryWriter(ArrayBufferWriter<byte> output)
    {
        this.output = output;
        start = output.WrittenCount;
        output.GetSpan(JournalFormat.HeaderBytes);
        output.Advance(JournalFormat.HeaderBytes);
    }

    public void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), value);
        output.Advance(sizeof(long));
    }

    public void Id(Guid value)
    {
        value.TryWriteBytes(output.GetSpan(16), bigEndian: true, out _);
        output.Advance(16);
    }

    public void Time(DateTimeOffset value) => Long(value.UtcTicks);

    public void Text(string? value)
    {
        if (value is not null && value.Length > MaxTextLength) value = value[..MaxTextLength];
        var span = output.GetSpan(sizeof(ushort) + Encoding.UTF8.GetMaxByteCount(value?.Length ?? 0));
        var length = value is null ? 0 : Encoding.UTF8.GetBytes(value, span[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(span, value is null ? JournalFormat.AbsentText : (ushort)length);
        output.Advance(sizeof(ushort) + length);
    }

    public void Seal()
    {
        var entry = MemoryMarshal.AsMemory(output.WrittenMemory).Span[start..];
        var payload = entry[JournalFormat.HeaderBytes..];
        BinaryPrimitives.WriteInt32LittleEndian(entry, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], JournalFormat.Checksum(payload));
    }
}
