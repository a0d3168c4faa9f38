using System.Buffers.Binary;
using System.Text;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>Reads the fields of a journal entry's payload in the order in which <see cref="EntryWriter"/> wrote them.</summary>
internal ref struct EntryReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> rest = payload;

    public readonly bool IsAtEnd => rest.IsEmpty;

    public byte ReadByte() => Take(1)[0];

    public long ReadLong() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public int? ReadInteger() => ReadLong() is var value && value == EntryWriter.NullInteger ? null : (int)value;

    public Guid? ReadGuid() => new Guid(Take(16), bigEndian: true) is var value && value == Guid.Empty ? null : value;

    public string? ReadText()
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));
        return length == EntryWriter.NullText ? null : Encoding.UTF8.GetString(Take(length));
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
