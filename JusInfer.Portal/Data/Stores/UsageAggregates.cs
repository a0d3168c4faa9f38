using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// The sums of a batch of records, as rows of the tables that they are added to. The rows are in the order of their primary keys: two nodes
/// that lock rows in the same order cannot deadlock.
/// </summary>
internal sealed record UsageAggregates(
    IReadOnlyList<UsageSumRow> Sums, IReadOnlyList<EndUserSumRow> EndUsers, IReadOnlyList<LabelSumRow> Labels, IReadOnlyList<RunRow> Runs)
{
    public static UsageAggregates From(IReadOnlyList<UsageRecord> records)
    {
        var sums = new Dictionary<SumKey, UsageSumRow>();
        var users = new Dictionary<(TenantId, SumPeriod, int, string), EndUserSumRow>();
        var labels = new Dictionary<LabelKey, LabelSumRow>();
        var runs = new Dictionary<(TenantId, string), RunRow>();
        foreach (var record in records)
        {
            AddToSums(sums, record, SumPeriod.Hour);
            AddToSums(sums, record, SumPeriod.Day);
            AddToEndUsers(users, record, SumPeriod.Day);
            AddToEndUsers(users, record, SumPeriod.Month);
            if (record.Repository is { Length: > 0 } repository) AddToLabels(labels, record, LabelKind.Repository, repository);
            if (record.Label is { Length: > 0 } label) AddToLabels(labels, record, LabelKind.Label, label);
            if (record.Session is { Length: > 0 } session) RunOf(runs, record.TenantId, session).Add(record);
            if (record.Run is { Length: > 0 } root) RunOf(runs, record.TenantId, root).AddToTree(record);
        }

        return new UsageAggregates(
            [
                .. sums.Values.OrderBy(row => row.TenantId).ThenBy(row => row.Period).ThenBy(row => row.Start).ThenBy(row => row.KeyId)
                    .ThenBy(row => row.MemberId).ThenBy(row => row.ModelServed, StringComparer.Ordinal)
                    .ThenBy(row => row.Provider, StringComparer.Ordinal).ThenBy(row => row.StatusClass),
            ],
            [
                .. users.Values.OrderBy(row => row.TenantId).ThenBy(row => row.Period).ThenBy(row => row.Start)
                    .ThenBy(row => row.EndUser, StringComparer.Ordinal),
            ],
            [
                .. labels.Values.OrderBy(row => row.TenantId).ThenBy(row => row.Kind).ThenBy(row => row.Period).ThenBy(row => row.Start)
                    .ThenBy(row => row.Name, StringComparer.Ordinal),
            ],
            [.. runs.Values.OrderBy(row => row.TenantId).ThenBy(row => row.Session, StringComparer.Ordinal)]);
    }

    private static void AddToSums(
        Dictionary<SumKey, UsageSumRow> sums, UsageRecord record, SumPeriod period)
    {
        var key = new SumKey(
            record.TenantId, period, period.StartOf(record.At), record.KeyId, record.MemberId, record.ModelServed ?? "", record.Provider ?? "",
            record.Status / 100);
        if (!sums.TryGetValue(key, out var row))
        {
            sums.Add(key, row = new UsageSumRow
            {
                TenantId = key.TenantId,
                Period = (int)period,
                Start = key.Start,
                KeyId = key.KeyId,
                MemberId = key.MemberId,
                ModelServed = key.ModelServed,
                Provider = key.Provider,
                StatusClass = key.StatusClass,
            });
        }

        row.Add(record);
    }

    private static void AddToEndUsers(
        Dictionary<(TenantId, SumPeriod, int, string), EndUserSumRow> users, UsageRecord record, SumPeriod period)
    {
        var key = (record.TenantId, period, Start: period.StartOf(record.At), User: record.User ?? "");
        if (!users.TryGetValue(key, out var row))
        {
            users.Add(key, row = new EndUserSumRow
            {
                TenantId = record.TenantId,
                Period = (int)period,
                Start = key.Start,
                EndUser = key.User,
            });
        }

        row.Add(record);
    }

    private static void AddToLabels(Dictionary<LabelKey, LabelSumRow> labels, UsageRecord record, LabelKind kind, string name)
    {
        foreach (var period in (ReadOnlySpan<SumPeriod>)[SumPeriod.Day, SumPeriod.Month])
        {
            var key = new LabelKey(record.TenantId, kind, period, period.StartOf(record.At), name);
            if (!labels.TryGetValue(key, out var row))
            {
                labels.Add(key, row = new LabelSumRow
                {
                    TenantId = key.TenantId,
                    Kind = (int)kind,
                    Period = (int)period,
                    Start = key.Start,
                    Name = name,
                });
            }

            row.Add(record);
        }
    }

    private static RunRow RunOf(Dictionary<(TenantId, string), RunRow> runs, TenantId tenant, string session)
    {
        if (!runs.TryGetValue((tenant, session), out var row))
            runs.Add((tenant, session), row = new RunRow { TenantId = tenant, Session = session });
        return row;
    }

    private readonly record struct LabelKey(TenantId TenantId, LabelKind Kind, SumPeriod Period, int Start, string Name);

    private readonly record struct SumKey(
        TenantId TenantId, SumPeriod Period, int Start, KeyId KeyId, MemberId MemberId, string ModelServed, string Provider, int StatusClass);
}
