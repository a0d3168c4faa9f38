using System.Collections.Immutable;
using System.Linq.Expressions;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores.Breakdowns;

/// <summary>A table from which usage can be summed.</summary>
internal abstract class UsageTable
{
    /// <summary>The single calls.</summary>
    public static readonly CallTable OfCalls = new();

    /// <summary>The tables of sums, the most used one first, and then the calls.</summary>
    private static readonly ImmutableArray<UsageTable> All =
    [
        new SumTable<UsageSumRow>(
            static context => context.UsageSums, SumPeriod.Hour, SumPeriod.Day,
            ColumnsOf<UsageSumRow>(
                (nameof(UsageRecord.KeyId), static row => row.KeyId),
                (nameof(UsageRecord.MemberId), static row => row.MemberId),
                (nameof(UsageRecord.ModelServed), static row => row.ModelServed),
                (nameof(UsageRecord.Provider), static row => row.Provider),
                (nameof(UsageRecord.Status), static row => row.StatusClass * 100)), // Dimensions of the status know its first digit only.
            BreakdownSums.WithLatencies) { HasLatencies = true },
        new SumTable<EndUserSumRow>(
            static context => context.EndUserSums, SumPeriod.Day, SumPeriod.Month,
            ColumnsOf<EndUserSumRow>((nameof(UsageRecord.User), static row => row.EndUser)), BreakdownSums.OfRows<EndUserSumRow>())
        { LacksCalls = true },
        Labels(nameof(UsageRecord.Repository), LabelKind.Repository),
        Labels(nameof(UsageRecord.Label), LabelKind.Label),
        new RunTable(),
        OfCalls,
    ];

    /// <summary>Whether the rows have latencies.</summary>
    public bool HasLatencies { get; protected init; }

    /// <summary>Whether calls can have no row: those without a value of the group, or those whose names were removed by age.</summary>
    public bool LacksCalls { get; protected init; }

    /// <summary>The table from which a query is summed.</summary>
    public static UsageTable Of(UsageSumQuery query) => query.IsFromCalls ? OfCalls : All.First(table => table.Has(query));

    /// <summary>Whether the table has the groups, the selection, the periods and the range of a query.</summary>
    public abstract bool Has(UsageSumQuery query);

    /// <summary>The maximum number of groups.</summary>
    public virtual int LimitOf(UsageSumQuery query) =>
        query.Only is not null || query.Groups.IsEmpty ? int.MaxValue : query.MaxGroups;

    public abstract PeriodKeys PeriodsOf(UsageSumQuery query);

    /// <summary>The sums of the most expensive groups; null if the range is empty.</summary>
    public abstract IQueryable<BreakdownSums>? Select(PortalDbContext context, UsageSumQuery query);

    /// <summary>The range that is summed, which has whole hours or days unless the query's is exact.</summary>
    public virtual UsageWindow WindowOf(UsageSumQuery query) =>
        query.IsExtended ? WholeOf(SumPeriod.Hour, query.Window) : query.Window;

    protected static UsageWindow WholeDaysOf(UsageWindow window) => WholeOf(SumPeriod.Day, window);

    private static UsageWindow WholeOf(SumPeriod period, UsageWindow window) =>
        period.Cover(period, window.From, window.To) is [var range]
            ? window with { From = DateTimeOffset.UnixEpoch.AddHours(range.From), To = DateTimeOffset.UnixEpoch.AddHours(range.To) }
            : window;

    private static SumTable<LabelSumRow> Labels(string property, LabelKind kind) => new(
        context => context.LabelSums.Where(row => row.Kind == (int)kind), SumPeriod.Day, SumPeriod.Month,
        ColumnsOf<LabelSumRow>((property, static row => row.Name)), BreakdownSums.OfRows<LabelSumRow>())
    { LacksCalls = true };

    private static ImmutableDictionary<string, LambdaExpression> ColumnsOf<TRow>(
        params (string Property, Expression<Func<TRow, object>> Column)[] columns) =>
        columns.ToImmutableDictionary(static column => column.Property, static column => WithoutBoxing(column.Column));

    private static LambdaExpression WithoutBoxing(LambdaExpression column) =>
        column.Body is UnaryExpression { NodeType: ExpressionType.Convert } boxed ? Expression.Lambda(boxed.Operand, column.Parameters)
        : column;
}
