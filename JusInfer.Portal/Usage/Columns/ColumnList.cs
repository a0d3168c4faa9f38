using System.Collections;
using System.Linq.Expressions;
using System.Reflection;

namespace JusInfer.Portal.Usage.Columns;

/// <summary>
/// The columns of a table, each defined once by its name and its property. The getters are compiled when the list is built, so that writing
/// a row uses no reflection.
/// </summary>
internal sealed class ColumnList<TRow> : IEnumerable<Column<TRow>>
{
    private readonly List<Column<TRow>> columns = [];

    /// <summary>The version of the journal entries that have all these columns.</summary>
    public byte Version => columns.Max(column => column.Since);

    /// <summary>Adds a column. There is an overload for each type of property that can be stored.</summary>
    /// <param name="name">The name in the database.</param>
    /// <param name="property">The property, for example <c>record => record.Tokens.CacheRead</c>.</param>
    /// <param name="since">The first version of a journal entry that has the column.</param>
    public ColumnList<TRow> Add<TKind>(string name, Expression<Func<TRow, Id<TKind>>> property, byte since = JournalVersion.First)
        where TKind : IIdKind =>
        Add<Id<TKind>, Guid?>(name, property, since, id => id.Value, stored => new Id<TKind>(stored.GetValueOrDefault()));

    public ColumnList<TRow> Add<TKind>(string name, Expression<Func<TRow, Id<TKind>?>> property, byte since = JournalVersion.First)
        where TKind : IIdKind =>
        Add<Id<TKind>?, Guid?>(
            name, property, since, id => id == null ? null : id.Value.Value, stored => stored == null ? null : new Id<TKind>(stored.Value));

    public ColumnList<TRow> Add(string name, Expression<Func<TRow, UsageSource>> property, byte since = JournalVersion.First) =>
        Add<UsageSource, int?>(name, property, since, source => (int)source, stored => (UsageSource)stored.GetValueOrDefault());

    public ColumnList<TRow> Add(string name, Expression<Func<TRow, NanoUsd>> property, byte since = JournalVersion.First) =>
        Add<NanoUsd, long>(name, property, since, amount => amount.Value, stored => new NanoUsd(stored));

    public ColumnList<TRow> Add(string name, Expression<Func<TRow, int>> property, byte since = JournalVersion.First) =>
        Add<int, int?>(name, property, since, value => value, stored => stored.GetValueOrDefault());

    public ColumnList<TRow> Add(string name, Expression<Func<TRow, int?>> property, byte since = JournalVersion.First) =>
        Add(name, property, since, value => value, stored => stored);

    public ColumnList<TRow> Add(string name, Expression<Func<TRow, long>> property, byte since = JournalVersion.First) =>
        Add(name, property, since, value => value, stored => stored);

    public ColumnList<TRow> Add(string name, Expression<Func<TRow, bool>> property, byte since = JournalVersion.First) =>
        Add(name, property, since, value => value, stored => stored);

    public ColumnList<TRow> Add(string name, Expression<Func<TRow, string?>> property, byte since = JournalVersion.First) =>
        Add(name, property, since, value => value, stored => stored);

    public ColumnList<TRow> Add(string name, Expression<Func<TRow, DateOnly?>> property, byte since = JournalVersion.First) =>
        Add(name, property, since, value => value, stored => stored);

    public ColumnList<TRow> Add(string name, Expression<Func<TRow, DateTimeOffset>> property, byte since = JournalVersion.First) =>
        Add(name, property, since, value => value, stored => stored);

    public ColumnList<TRow> AddRange(IEnumerable<Column<TRow>> others)
    {
        columns.AddRange(others);
        return this;
    }

    public IEnumerator<Column<TRow>> GetEnumerator() => columns.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ColumnList<TRow> Add<TValue, TStored>(
        string name,
        Expression<Func<TRow, TValue>> property,
        byte since,
        Expression<Func<TValue, TStored>> toStored,
        Expression<Func<TStored, TValue>> fromStored)
    {
        var get = Expression.Lambda<Func<TRow, TStored>>(Expression.Invoke(toStored, property.Body), property.Parameters).Compile();
        var set = new Lazy<Action<TRow, TStored>>(() => Setter(property, fromStored));
        columns.Add(new Column<TRow, TStored>(name, [.. PathOf(property.Body)], since, get, (row, stored) => set.Value(row, stored)));
        return this;
    }

    private static IEnumerable<PropertyInfo> PathOf(Expression? expression) =>
        expression is MemberExpression { Member: PropertyInfo property } member ? PathOf(member.Expression).Append(property) : [];

    private static Action<TRow, TStored> Setter<TValue, TStored>(
        Expression<Func<TRow, TValue>> property, Expression<Func<TStored, TValue>> fromStored)
    {
        var stored = Expression.Parameter(typeof(TStored));
        var assignment = Assign((MemberExpression)property.Body, Expression.Invoke(fromStored, stored));
        return Expression.Lambda<Action<TRow, TStored>>(assignment, property.Parameters[0], stored).Compile();
    }

    /// <summary>Assigns a property. A property of a struct is set on a copy of the struct, which is then assigned back.</summary>
    private static Expression Assign(MemberExpression property, Expression value)
    {
        if (property.Expression is not MemberExpression container) return Expression.Assign(property, value);
        var copy = Expression.Variable(container.Type);
        return Expression.Block(
            [copy],
            Expression.Assign(copy, container),
            Expression.Assign(Expression.MakeMemberAccess(copy, property.Member), value),
            Expression.Assign(container, copy));
    }
}
