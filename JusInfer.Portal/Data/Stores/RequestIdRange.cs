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
}
