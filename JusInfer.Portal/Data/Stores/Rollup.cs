using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

/// <summary>What the calls of one rollup row have in common; as <see cref="Model.Rows.UsageRollupRow"/> keeps it.</summary>
internal readonly record struct RollupKey(
    TenantId TenantId, int Hour, KeyId KeyId, MemberId MemberId, string ModelServed, string Provider, string EndUser, string Session)
    : IComparable<RollupKey>
{
    public static RollupKey Of(UsageRecord record) => new(
        record.TenantId,
        HourOf(record.At),
        record.KeyId,
        record.MemberId,
        record.ModelServed ?? "",
        record.Provider ?? "",
        record.User ?? "",
        record.Session ?? "");

    /// <summary>The UTC hour that a moment falls in, in whole hours since 1970.</summary>
    public static int HourOf(DateTimeOffset time) => (int)Math.Floor((time - DateTimeOffset.UnixEpoch).TotalHours);

    /// <summary>Any total order will do: two nodes that lock rows in the same order cannot lock each other out.</summary>
    public int CompareTo(RollupKey other)
    {
        var order = TenantId.CompareTo(other.TenantId);
        if (order == 0) order = Hour.CompareTo(other.Hour);
        if (order == 0) order = KeyId.CompareTo(other.KeyId);
        if (order == 0) order = MemberId.CompareTo(other.MemberId);
        if (order == 0) order = string.CompareOrdinal(ModelServed, other.ModelServed);
        if (order == 0) order = string.CompareOrdinal(Provider, other.Provider);
        if (order == 0) order = string.CompareOrdinal(EndUser, other.EndUser);
        if (order == 0) order = string.CompareOrdinal(Session, other.Session);
        return order;
    }
}

/// <summary>What a batch adds to one rollup row.</summary>
internal sealed class Rollup(RollupKey key)
{
    public RollupKey Key => key;

    public long Requests { get; private set; }

    public TokenBuckets Tokens { get; private set; }

    public NanoUsd Cost { get; private set; }

    public NanoUsd BaselineCost { get; private set; }

    public long Errors { get; private set; }

    /// <summary>The sums of these records, one per key, in the order of their keys.</summary>
    public static IReadOnlyList<Rollup> Of(IReadOnlyList<UsageRecord> records)
    {
        var sums = new Dictionary<RollupKey, Rollup>();
        foreach (var record in records)
        {
            var key = RollupKey.Of(record);
            if (!sums.TryGetValue(key, out var sum)) sums.Add(key, sum = new Rollup(key));
            sum.Add(record);
        }

        return [.. sums.Values.OrderBy(sum => sum.Key)];
    }

    private void Add(UsageRecord record)
    {
        Requests++;
        Tokens += record.Tokens;
        Cost += record.Cost;
        BaselineCost += record.BaselineCost;
        if (record.IsError) Errors++;
    }
}
