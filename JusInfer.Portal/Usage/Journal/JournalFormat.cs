using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// The journal's bytes. An entry is: length of the payload (u32), CRC-32C of the payload (u32), payload. The payload starts with its kind
/// (u8); numbers are little-endian, texts UTF-8 with a u16 length (65535: absent). A file that ends in half an entry was cut by a crash;
/// what stands before it holds.
/// </summary>
internal static class JournalFormat
{
    public const int HeaderBytes = 8;
    public const ushort AbsentText = ushort.MaxValue;

    public static void Write(ArrayBufferWriter<byte> output, CallIntent intent)
    {
        var entry = new EntryWriter(output);
        entry.Byte((byte)EntryKind.Intent);
        entry.Id(intent.Id.Value);
        entry.Time(intent.At);
        entry.Id(intent.TenantId.Value);
        entry.Id(intent.KeyId.Value);
        entry.Id(intent.MemberId.Value);
        entry.Text(intent.ModelRequested);
        entry.Text(intent.ModelPlanned);
        entry.Text(intent.Provider);
        entry.Text(intent.Route);
        entry.Long(intent.EstimatedInputTokens);
        entry.Text(intent.CatalogVersion);
        entry.Text(intent.User);
        entry.Text(intent.Session);
        entry.Seal();
    }

    public static void Write(ArrayBufferWriter<byte> output, UsageRecord record)
    {
        var entry = new EntryWriter(output);
        entry.Byte((byte)EntryKind.Close);
        entry.Id(record.Id.Value);
        entry.Time(record.At);
        entry.Id(record.TenantId.Value);
        entry.Id(record.KeyId.Value);
        entry.Id(record.MemberId.Value);
        entry.Text(record.User);
        entry.Text(record.Session);
        entry.Text(record.ModelRequested);
        entry.Text(record.ModelServed);
        entry.Text(record.Provider);
        entry.Text(record.Route);
        entry.Text(record.ErrorCode);
        entry.Text(record.CatalogVersion);
        entry.Long(record.Status);
        entry.Long(record.Tokens.InputUncached);
        entry.Long(record.Tokens.CacheRead);
        entry.Long(record.Tokens.CacheWrite5m);
        entry.Long(record.Tokens.CacheWrite1h);
        entry.Long(record.Tokens.OutputText);
        entry.Long(record.Tokens.OutputReasoning);
        entry.Long(record.Cost.Value);
        entry.Long(record.BaselineCost.Value);
        entry.Byte((byte)record.Source);
        entry.Long(record.TtftMs ?? -1);
        entry.Long(record.DurationMs);
        entry.Long(record.Attempts);
        entry.Byte((byte)((record.Resumed ? 1 : 0) | (record.Streamed ? 2 : 0) | (record.Simulated ? 4 : 0)));
        entry.Long(record.PricesFrom?.DayNumber ?? -1);
        entry.Text(record.AttemptLog);
        entry.Seal();
    }

    /// <summary>Reads one entry; false at the end of what is whole. Advances <paramref name="input"/> past it.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> input, out JournalEntry entry)
    {
        entry = default;
        if (input.Length < HeaderBytes) return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(input);
        if (length <= 0 || length > input.Length - HeaderBytes) return false;
        var payload = input.Slice(HeaderBytes, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(input[4..]) != Checksum(payload)) return false;
        var reader = new EntryReader(payload);
        switch ((EntryKind)reader.Byte())
        {
            case EntryKind.Intent:
                entry = new JournalEntry(ReadIntent(ref reader), null);
                break;
            case EntryKind.Close:
                entry = new JournalEntry(null, ReadClose(ref reader));
                break;
            default:
                return false;
        }

        input = input[(HeaderBytes + length)..];
        return true;
    }

    private static CallIntent ReadIntent(ref EntryReader reader) => new()
    {
        Id = new RequestId(reader.Id()),
        At = reader.Time(),
        TenantId = new TenantId(reader.Id()),
        KeyId = new KeyId(reader.Id()),
        MemberId = new MemberId(reader.Id()),
        ModelRequested = reader.Text() ?? "",
        ModelPlanned = reader.Text() ?? "",
        Provider = reader.Text() ?? "",
        Route = reader.Text() ?? "",
        EstimatedInputTokens = reader.Long(),
        CatalogVersion = reader.Text() ?? "",
        User = reader.Text(),
        Session = reader.Text(),
    };

    private static UsageRecord ReadClose(ref EntryReader reader)
    {
        var record = new UsageRecord
        {
            Id = new RequestId(reader.Id()),
            At = reader.Time(),
            TenantId = new TenantId(reader.Id()),
            KeyId = new KeyId(reader.Id()),
            MemberId = new MemberId(reader.Id()),
            User = reader.Text(),
            Session = reader.Text(),
            ModelRequested = reader.Text() ?? "",
            ModelServed = reader.Text(),
            Provider = reader.Text(),
            Route = reader.Text() ?? "",
            ErrorCode = reader.Text(),
            CatalogVersion = reader.Text() ?? "",
            Status = (int)reader.Long(),
            Tokens = new TokenBuckets
            {
                InputUncached = reader.Long(),
                CacheRead = reader.Long(),
                CacheWrite5m = reader.Long(),
                CacheWrite1h = reader.Long(),
                OutputText = reader.Long(),
                OutputReasoning = reader.Long(),
            },
            Cost = new NanoUsd(reader.Long()),
            BaselineCost = new NanoUsd(reader.Long()),
            Source = (UsageSource)reader.Byte(),
            TtftMs = reader.Long() is >= 0 and var ttft ? (int)ttft : null,
            DurationMs = (int)reader.Long(),
            Attempts = (int)reader.Long(),
        };
        var flags = reader.Byte();
        return record with
        {
            Resumed = (flags & 1) != 0,
            Streamed = (flags & 2) != 0,
            Simulated = (flags & 4) != 0,
            PricesFrom = reader.Long() is >= 0 and var day ? DateOnly.FromDayNumber((int)day) : null,

            // An earlier version ended its entries here.
            AttemptLog = reader.IsAtEnd ? null : reader.Text(),
        };
    }

    public static uint Checksum(ReadOnlySpan<byte> payload)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(payload);
        var checksum = uint.MaxValue;
        foreach (var word in words) checksum = BitOperations.Crc32C(checksum, word);
        foreach (var rest in payload[(words.Length * sizeof(ulong))..]) checksum = BitOperations.Crc32C(checksum, rest);
        return checksum;
    }

    private enum EntryKind : byte
    {
        Intent = 1,
        Close = 2,
    }
}
