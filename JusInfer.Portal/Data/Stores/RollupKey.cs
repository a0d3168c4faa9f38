using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

/// <summary>The primary key of a rollup row: what the calls that it sums have in common.</summary>
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

    /// <summary>The UTC hour that contains a time, in whole hours since 1970.</summary>
    public static int HourOf(DateTimeOffset time) => (int)Math.Floor((time - DateTimeOffset.UnixEpoch).TotalHours);

    /// <summary>Sums records by key, in the order of their keys.</summary>
    public static IReadOnlyList<UsageRollupRow> SumByKey(IReadOnlyList<UsageRecord> records)
    {
        var rows = new Dictionary<RollupKey, UsageRollupRow>();
        foreach (var record in records)
        {
            var key = Of(record);
            if (!rows.TryGetValue(key, out var row)) rows.Add(key, row = key.NewRow());
            row.Add(record);
        }

        return [.. rows.OrderBy(row => row.Key).Select(row => row.Value)];
    }

    /// <summary>A total order. Two nodes that lock rows in the same order cannot deadlock.</summary>
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

    private UsageRollupRow NewRow() => new()
    {
        TenantId = TenantId,
        Hour = Hour,
        KeyId = KeyId,
        MemberId = MemberId,
        ModelServed = ModelServed,
        Provider = Provider,
        EndUser = EndUser,
        Session = Session,
    };
}
