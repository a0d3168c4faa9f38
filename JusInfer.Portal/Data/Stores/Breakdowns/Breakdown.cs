using System.Collections.Immutable;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores.Breakdowns;

/// <summary>Sums a team's usage by group, from the smallest table that has the groups.</summary>
internal sealed class Breakdown(PortalDbContext context, UsageSumQuery query)
{
    private static readonly UsageSums NoSums = new();

    private readonly UsageTable table = UsageTable.Of(query);

    public async Task<ImmutableArray<UsageRow>> RunAsync(CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(cancellationToken);
        if (query.Only is not null || !query.HasRest) return rows;

        // Sums keep the calls that were removed by age.
        var all = query with { Groups = [], Window = table.WindowOf(query), IsFromCalls = false, HasExactLatencies = false };
        var lacksCalls = !query.GroupsOfCalls.IsEmpty && (table.LacksCalls || (table is CallTable && UsageTable.Of(all) is not CallTable));
        if (!lacksCalls && rows.Length < table.LimitOf(query)) return rows;

        var listed = UsageRow.Sum(rows).Sums;
        var total = UsageRow.Sum(await new Breakdown(context, all).ReadAsync(cancellationToken)).Sums;
        var rest = total - listed;
        return rest.Requests == 0 ? rows : rows.Add(new UsageRow([], rest, IsRest: true));
    }

    private async Task<ImmutableArray<UsageRow>> ReadAsync(CancellationToken cancellationToken)
    {
        if (table.Select(context, query) is not { } selected) return [];
        var rows = (await selected.ToListAsync(cancellationToken)).Where(static row => row.Sums.Requests > 0).Select(WriterOf()).ToList();
        if (query.HasExactLatencies && table.HasLatencies) rows = await WithLatenciesAsync(rows, cancellationToken);
        var byCost = rows.OrderByDescending(static row => row.Sums.Cost).ThenByDescending(static row => row.Sums.Requests);
        return query.Groups is [{ Step: not null }, ..] ? [.. byCost.OrderBy(static row => row.Start)] : [.. byCost];
    }

    /// <summary>
    /// Replaces the estimated latencies of few calls by those of the calls themselves. A row whose calls are no longer all stored keeps the
    /// estimate.
    /// </summary>
    private async Task<List<UsageRow>> WithLatenciesAsync(List<UsageRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0 || rows.Sum(static row => row.Sums.Requests) > LatencyDistribution.MaxExact) return rows;
        var write = WriterOf(UsageTable.OfCalls);
        var byRow = (await UsageTable.OfCalls.SelectLatencies(context, query).ToListAsync(cancellationToken))
            .ToLookup(call => NameOf(write(new BreakdownSums { Key = call.Key, Sums = NoSums })));
        return rows.ConvertAll(row =>
        {
            var found = byRow[NameOf(row)].ToList();
            var ttft = found.Select(static call => call.TtftMs).OfType<int>();
            return found.Count != row.Sums.Requests ? row : row with
            {
                Duration = LatencyDistribution.Of(found.Select(static call => call.DurationMs)),
                Ttft = LatencyDistribution.Of(ttft),
            };
        });

        static string NameOf(UsageRow row) => string.Join('\n', row.Group);
    }

    private Func<BreakdownSums, UsageRow> WriterOf() => WriterOf(table);

    private Func<BreakdownSums, UsageRow> WriterOf(UsageTable table)
    {
        var periods = query.Step is null ? null : table.PeriodsOf(query);
        var properties = BreakdownKey.PropertiesOf(query.GroupsOfCalls);
        var values = query.Groups.Select(group => query.GroupsOfCalls.IndexOf(group)).ToArray();
        return row =>
        {
            var start = periods?.StartOf(row.Key.Time) ?? default;
            var group = query.Groups.Select((dimension, index) => values[index] < 0
                ? query.Calendar.LabelOf(start)
                : dimension.Format(properties[values[index]].GetValue(row.Key)));
            return new UsageRow([.. group], row.Sums)
            {
                Start = start,
                Duration = table.HasLatencies ? row.Duration.ToDistribution() : null,
                Ttft = table.HasLatencies ? row.Ttft.ToDistribution() : null,
            };
        };
    }
}
