using System.Collections.Immutable;
using System.Linq.Expressions;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Data.Stores.Breakdowns;

/// <summary>Expressions of dimensions for the rows of one table.</summary>
/// <param name="columns">The columns by the property of a call that they have; null for the table of calls, which has all.</param>
internal sealed class ColumnMap<TRow>(ImmutableDictionary<string, LambdaExpression>? columns)
{
    public bool Has(UsageDimension dimension)
    {
        if (columns is null) return true;
        var finder = new PropertyFinder();
        finder.Visit(dimension.Of);
        return finder.Found.TrueForAll(columns.ContainsKey);
    }

    /// <summary>The predicate that selects the rows with the values of a selection.</summary>
    public IQueryable<TRow> Where(IQueryable<TRow> rows, UsageSelection selection) =>
        selection.Values.Aggregate(rows, (selected, chosen) =>
        {
            var row = Expression.Parameter(typeof(TRow), "row");
            return selected.Where(Expression.Lambda<Func<TRow, bool>>(EqualTo(chosen.Dimension, chosen.Value, row), row));
        });

    /// <summary>The rows of some groups.</summary>
    public IQueryable<TRow> WhereAny(
        IQueryable<TRow> rows, ImmutableArray<UsageDimension> dimensions, IEnumerable<ImmutableArray<string>> groups)
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        var any = groups
            .Select(group => dimensions.Select((dimension, index) => EqualTo(dimension, dimension.Parse(group[index])!, row))
                .Aggregate((Expression)Expression.Constant(true), Expression.AndAlso))
            .Aggregate((Expression)Expression.Constant(false), Expression.OrElse);
        return rows.Where(Expression.Lambda<Func<TRow, bool>>(any, row));
    }

    /// <summary>Builds <c>row => new BreakdownKey { Time = …, Key = row.KeyId, … }</c> with the requested groups only.</summary>
    public Expression<Func<TRow, BreakdownKey>> KeyOf(
        ImmutableArray<UsageDimension> dimensions, ParameterExpression row, Expression? time)
    {
        List<MemberBinding> values =
        [
            .. dimensions.Zip(BreakdownKey.PropertiesOf(dimensions))
                .Select(group => Expression.Bind(group.Second, ValueOf(group.First, row))),
        ];

        // Without groups, all rows are one group.
        if (time is not null || values.Count == 0)
            values.Add(Expression.Bind(typeof(BreakdownKey).GetProperty(nameof(BreakdownKey.Time))!, time ?? Expression.Constant(0)));
        return Expression.Lambda<Func<TRow, BreakdownKey>>(Expression.MemberInit(Expression.New(typeof(BreakdownKey)), values), row);
    }

    /// <summary>The value of a dimension; an empty text if a call has none.</summary>
    private Expression ValueOf(UsageDimension dimension, ParameterExpression row)
    {
        var value = BodyOf(dimension, row);
        return value.Type == typeof(string) && columns is null ? Expression.Coalesce(value, Expression.Constant("")) : value;
    }

    private BinaryExpression EqualTo(UsageDimension dimension, object value, ParameterExpression row)
    {
        var known = value is "" ? ValueOf(dimension, row) : BodyOf(dimension, row);
        return Expression.Equal(known, QueryParameter.Of(value));
    }

    private Expression BodyOf(UsageDimension dimension, ParameterExpression row) =>
        new ColumnWriter(columns, row).Visit(dimension.Of!.Body);

    private sealed class PropertyFinder : ExpressionVisitor
    {
        public List<string> Found { get; } = [];

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression?.Type == typeof(UsageRecord)) Found.Add(node.Member.Name);
            return base.VisitMember(node);
        }
    }

    private sealed class ColumnWriter(ImmutableDictionary<string, LambdaExpression>? columns, ParameterExpression row) : ExpressionVisitor
    {
        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression?.Type != typeof(UsageRecord)) return base.VisitMember(node);
            if (columns is null) return Expression.MakeMemberAccess(row, node.Member);
            var column = columns[node.Member.Name];
            return new RowWriter(column.Parameters[0], row).Visit(column.Body);
        }
    }

    private sealed class RowWriter(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
