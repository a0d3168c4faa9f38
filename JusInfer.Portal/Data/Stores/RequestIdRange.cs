using System.Buffers.Binary;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Finds calls by the time in their ids, which are UUIDv7 and the order of the table.</summary>
internal static class RequestIdRange
{
    /// <summary>The lowest id of calls that started at a time or later. Resolution is one millisecond.</summary>
    public static RequestId LowestAt(DateTimeOffset time)
    {
        var milliseconds = Math.Max(0, time.ToUnixTimeMilliseconds());
        return new RequestId(new Guid((int)(milliseconds >> 16), (short)milliseconds, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    /// <summary>The lowest id of calls from a time on that match a search; null if there is no limit.</summary>
    public static RequestId? FirstOf(DateTimeOffset? from, CallSearch? search)
    {
        RequestId? first = from is { } time ? LowestAt(time) : null;
        return search?.Ids is { First: var lowest } && !(first is { } earliest && earliest.CompareTo(lowest) > 0) ? lowest : first;
    }

    /// <summary>The time in an id. An id can have a time after the year 9999, which is the last that can be represented.</summary>
    public static DateTimeOffset TimeOf(RequestId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }
}
