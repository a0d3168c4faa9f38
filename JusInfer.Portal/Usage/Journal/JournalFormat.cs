using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using JusInfer.Portal.Usage.Columns;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// The bytes of the entries of a journal file (<see cref="SegmentLayout"/>): one after the other, then zeros. An entry is the length of its
/// payload (u32), the CRC-32C of its payload (u32) and the payload. A payload is a version (u8, from <see cref="JournalVersion.First"/>), a
/// kind (u8) and the columns of that version in the order of their list, <see cref="UsageColumns"/> or <see cref="CallIntentColumns"/>.
/// The columns of a call that has an overdraft are followed by it (i64).
/// Payloads that were written before versions existed start with their kind. <see cref="EntryScanner"/> finds the entries behind damaged
/// ones.
/// </summary>
internal static class JournalFormat
{
    public const int HeaderBytes = 8;

    /// <summary>The size of the largest payload. Behind damage, each byte can be the first of one.</summary>
    public const int MaxEntryBytes = 64 * 1024;

    /// <summary>
    /// The version of the entries that this process writes. Intents and closes share it, so a process that can read an intent can read its
    /// close, too, and does not record a closed call as interrupted.
    /// </summary>
    public static readonly byte Version = Math.Max(CallIntentColumns.All.Version, UsageColumns.All.Version);

    private static readonly EntryCodec<CallIntent> Intents = new(CallIntentColumns.All);
    private static readonly EntryCodec<UsageRecord> Closes = new(UsageColumns.All);

    private enum EntryKind : byte
    {
        Intent = 1,
        Close = 2,
    }

    /// <summary>Appends an intent entry.</summary>
    public static void Write(ArrayBufferWriter<byte> output, CallIntent intent) =>
        Write(output, EntryKind.Intent, Intents, intent, NanoUsd.Zero);

    /// <summary>Appends a close entry.</summary>
    public static void Write(ArrayBufferWriter<byte> output, UsageRecord record, NanoUsd overdraft = default) =>
        Write(output, EntryKind.Close, Closes, record, overdraft);

    /// <summary>Reads one entry and advances <paramref name="input"/> past it.</summary>
    /// <returns>False at the end of the whole entries.</returns>
    public static bool TryRead(ref ReadOnlySpan<byte> input, [NotNullWhen(true)] out JournalEntry? entry)
    {
        entry = null;
        if (input.Length < HeaderBytes) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(input);
        if (length <= 0 || length > input.Length - HeaderBytes) return false;
        var payload = input.Slice(HeaderBytes, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(input[4..]) != Checksum(payload)) return false;
        entry = Read(new EntryReader(payload));
        input = input[(HeaderBytes + length)..];
        return true;
    }

    /// <summary>Whether a payload begins as one does.</summary>
    public static bool HasKind(ReadOnlySpan<byte> payload) =>
        payload[0] > Version || Enum.IsDefined((EntryKind)payload[payload[0] >= JournalVersion.First ? 1 : 0]);

    public static uint Checksum(ReadOnlySpan<byte> payload)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(payload);
        var checksum = uint.MaxValue;
        foreach (var word in words) checksum = BitOperations.Crc32C(checksum, word);
        foreach (var rest in payload[(words.Length * sizeof(ulong))..]) checksum = BitOperations.Crc32C(checksum, rest);
        return checksum;
    }

    private static void Write<TRow>(ArrayBufferWriter<byte> output, EntryKind kind, EntryCodec<TRow> codec, TRow row, NanoUsd overdraft)
        where TRow : class
    {
        var start = output.WrittenCount;
        output.GetSpan(HeaderBytes);
        output.Advance(HeaderBytes);
        var writer = new EntryWriter(output);
        writer.WriteByte(Version);
        writer.WriteByte((byte)kind);
        codec.Write(writer, row);
        if (overdraft > NanoUsd.Zero) writer.WriteLong(overdraft.Value);
        var entry = MemoryMarshal.AsMemory(output.WrittenMemory).Span[start..];
        var payload = entry[HeaderBytes..];
        BinaryPrimitives.WriteInt32LittleEndian(entry, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], Checksum(payload));
    }

    private static JournalEntry Read(EntryReader reader)
    {
        var version = reader.ReadByte();
        switch ((EntryKind)version)
        {
            case EntryKind.Intent: return new JournalEntry.Intent(UnversionedEntry.ReadIntent(ref reader));
            case EntryKind.Close: return new JournalEntry.Close(UnversionedEntry.ReadClose(ref reader), NanoUsd.Zero);
        }

        if (version > Version) return new JournalEntry.Unknown(version);
        return (EntryKind)reader.ReadByte() switch
        {
            EntryKind.Intent => new JournalEntry.Intent(Intents.Read(ref reader, version)),
            EntryKind.Close => new JournalEntry.Close(
                Closes.Read(ref reader, version), reader.IsAtEnd ? NanoUsd.Zero : new NanoUsd(reader.ReadLong())),
            _ => new JournalEntry.Unknown(version),
        };
    }
}
