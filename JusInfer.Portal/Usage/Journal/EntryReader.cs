using System.Buffers.Binary;
using System.Text;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>Takes an entry's fields in the order in which they were written.</summary>
internal ref struct EntryReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> rest = payload;

    public readonly bool IsAtEnd => rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public Guid Id() => new(Take(16), bigEndian: true);

    public DateTimeOffset Time() => new(Long(), TimeSpan.Zero);

    public string? Text()
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));
        return length == JournalFormat.AbsentText ? null : Encoding.UTF8.GetString(Take(length));
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
