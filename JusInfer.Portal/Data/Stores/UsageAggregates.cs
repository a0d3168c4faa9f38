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
        var users = new Dictionary<(TeamId, SumPeriod, int, string), EndUserSumRow>();
        var labels = new Dictionary<LabelKey, LabelSumRow>();
        var runs = new Dictionary<(TeamId, string), RunRow>();
        foreach (var record in records)
        {
            AddToSums(sums, record, SumPeriod.Hour);
            AddToSums(sums, record, SumPeriod.Day);
            AddToEndUsers(users, record, SumPeriod.Day);
            AddToEndUsers(users, record, SumPeriod.Month);
            if (record.Repository is { Length: > 0 } repository) AddToLabels(labels, record, LabelKind.Repository, repository);
            if (record.Label is { Length: > 0 } label) AddToLabels(labels, record, LabelKind.Label, label);
            if (record.RunId is { Length: > 0 } runId) RunOf(runs, record.TeamId, runId).Add(record);
            if (record.RootRunId is { Length: > 0 } root) RunOf(runs, record.TeamId, root).AddToTree(record);
        }

        return new UsageAggregates(
            [
                .. sums.Values.OrderBy(row => row.TeamId).ThenBy(row => row.Period).ThenBy(row => row.Start).ThenBy(row => row.KeyId)
                    .ThenBy(row => row.MemberId).ThenBy(row => row.ModelServed, StringComparer.Ordinal)
                    .ThenBy(row => row.Provider, StringComparer.Ordinal).ThenBy(row => row.StatusClass),
            ],
            [
                .. users.Values.OrderBy(row => row.TeamId).ThenBy(row => row.Period).ThenBy(row => row.Start)
                    .ThenBy(row => row.EndUser, StringComparer.Ordinal),
            ],
            [
                .. labels.Values.OrderBy(row => row.TeamId).ThenBy(row => row.Kind).ThenBy(row => row.Period).ThenBy(row => row.Start)
                    .ThenBy(row => row.Name, StringComparer.Ordinal),
            ],
            [.. runs.Values.OrderBy(row => row.TeamId).ThenBy(row => row.RunId, StringComparer.Ordinal)]);
    }

    private static void AddToSums(
        Dictionary<SumKey, UsageSumRow> sums, UsageRecord record, SumPeriod period)
    {
        var key = new SumKey(
            record.TeamId, period, period.StartOf(record.At), record.KeyId, record.MemberId, record.ModelServed ?? "", record.Provider ?? "",
            record.Status / 100);
        if (!sums.TryGetValue(key, out var row))
        {
            sums.Add(key, row = new UsageSumRow
            {
                TeamId = key.TeamId,
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
        Dictionary<(TeamId, SumPeriod, int, string), EndUserSumRow> users, UsageRecord record, SumPeriod period)
    {
        var key = (record.TeamId, period, Start: period.StartOf(record.At), User: record.User ?? "");
        if (!users.TryGetValue(key, out var row))
        {
            users.Add(key, row = new EndUserSumRow
            {
                TeamId = record.TeamId,
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
            var key = new LabelKey(record.TeamId, kind, period, period.StartOf(record.At), name);
            if (!labels.TryGetValue(key, out var row))
            {
                labels.Add(key, row = new LabelSumRow
                {
                    TeamId = key.TeamId,
                    Kind = (int)kind,
                    Period = (int)period,
                    Start = key.Start,
                    Name = name,
                });
            }

            row.Add(record);
        }
    }

    private static RunRow RunOf(Dictionary<(TeamId, string), RunRow> runs, TeamId team, string session)
    {
        if (!runs.TryGetValue((team, session), out var row))
            runs.Add((team, session), row = new RunRow { TeamId = team, RunId = session });
        return row;
    }

    private readonly record struct LabelKey(TeamId TeamId, LabelKind Kind, SumPeriod Period, int Start, string Name);

    private readonly record struct SumKey(
        TeamId TeamId, SumPeriod Period, int Start, KeyId KeyId, MemberId MemberId, string ModelServed, string Provider, int StatusClass);
}
