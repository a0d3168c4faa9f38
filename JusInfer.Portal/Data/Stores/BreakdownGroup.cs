using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// The values that the calls of one breakdown row have in common. Groups that were not requested have their default value and are not in
/// the query.
/// </summary>
internal sealed record BreakdownGroup
{
    private static readonly ImmutableDictionary<UsageGroup, string> Columns = new Dictionary<UsageGroup, string>
    {
        [UsageGroup.Key] = nameof(UsageSumRow.KeyId),
        [UsageGroup.Model] = nameof(UsageSumRow.ModelServed),
        [UsageGroup.Member] = nameof(UsageSumRow.MemberId),
        [UsageGroup.User] = nameof(EndUserSumRow.EndUser),
        [UsageGroup.Session] = nameof(Session),
        [UsageGroup.Provider] = nameof(UsageSumRow.Provider),
        [UsageGroup.Repository] = nameof(Repository),
        [UsageGroup.Label] = nameof(Label),
    }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<UsageGroup, string> CallColumns = new Dictionary<UsageGroup, string>
    {
        [UsageGroup.Key] = nameof(UsageRecord.KeyId),
        [UsageGroup.Model] = nameof(UsageRecord.ModelServed),
        [UsageGroup.Member] = nameof(UsageRecord.MemberId),
        [UsageGroup.User] = nameof(UsageRecord.User),
        [UsageGroup.Session] = nameof(UsageRecord.RunId),
        [UsageGroup.Provider] = nameof(UsageRecord.Provider),
        [UsageGroup.Repository] = nameof(UsageRecord.Repository),
        [UsageGroup.Label] = nameof(UsageRecord.Label),
    }.ToImmutableDictionary();

    /// <summary>Days since 1970-01-01, UTC.</summary>
    public int Day { get; init; }

    /// <summary>The start of the hour or day of a timeline, in whole hours since 1970-01-01T00:00Z.</summary>
    public int Start { get; init; }

    public KeyId KeyId { get; init; }

    public string ModelServed { get; init; } = "";

    public MemberId MemberId { get; init; }

    public string EndUser { get; init; } = "";

    public string Session { get; init; } = "";

    public string Provider { get; init; } = "";

    public string Repository { get; init; } = "";

    public string Label { get; init; } = "";

    /// <summary>Builds <c>row => new BreakdownGroup { KeyId = row.KeyId, … }</c> with the requested groups only.</summary>
    public static Expression<Func<TRow, BreakdownGroup>> SelectorOf<TRow>(ImmutableArray<UsageGroup> groups)
        where TRow : PeriodSumRow
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        var day = Expression.Divide(Expression.Property(row, nameof(PeriodSumRow.Start)), Expression.Constant(24));
        List<MemberBinding> values =
        [
            .. groups.Distinct().Select(group => group == UsageGroup.Day
                ? Expression.Bind(Member(nameof(Day)), day)
                : Expression.Bind(Member(Columns[group]), Expression.Property(row, ColumnOf<TRow>(group)))),
        ];

        // Without groups, all rows are one group.
        if (values.Count == 0) values.Add(Expression.Bind(Member(nameof(Day)), Expression.Constant(0)));
        var group = Expression.MemberInit(Expression.New(typeof(BreakdownGroup)), values);
        return Expression.Lambda<Func<TRow, BreakdownGroup>>(group, row);
    }

    /// <summary>Builds the same with the start of the hour or day and at most one group, which is not the day.</summary>
    public static Expression<Func<UsageSumRow, BreakdownGroup>> TimelineSelectorOf(UsageGroup? group)
    {
        var row = Expression.Parameter(typeof(UsageSumRow), "row");
        List<MemberBinding> values = [Expression.Bind(Member(nameof(Start)), Expression.Property(row, nameof(PeriodSumRow.Start)))];
        if (group is { } by) values.Add(Expression.Bind(Member(Columns[by]), Expression.Property(row, Columns[by])));
        return Expression.Lambda<Func<UsageSumRow, BreakdownGroup>>(Expression.MemberInit(Expression.New(typeof(BreakdownGroup)), values), row);
    }

    /// <summary>Builds the same for single calls, whose names can be null. The day is not in the query.</summary>
    public static Expression<Func<UsageRecord, BreakdownGroup>> CallSelectorOf(ImmutableArray<UsageGroup> groups)
    {
        var call = Expression.Parameter(typeof(UsageRecord), "call");
        var values = groups.Distinct().Where(group => group != UsageGroup.Day).Select(group =>
        {
            Expression value = Expression.Property(call, CallColumns[group]);
            return Expression.Bind(Member(Columns[group]), value.Type == typeof(string) ? Expression.Coalesce(value, Expression.Constant("")) : value);
        }).ToList();
        if (values.Count == 0) values.Add(Expression.Bind(Member(nameof(Day)), Expression.Constant(0)));
        return Expression.Lambda<Func<UsageRecord, BreakdownGroup>>(Expression.MemberInit(Expression.New(typeof(BreakdownGroup)), values), call);
    }

    public ImmutableArray<string> Format(ImmutableArray<UsageGroup> groups) => [.. groups.Select(Format)];

    private string Format(UsageGroup group) => group switch
    {
        UsageGroup.Day => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        UsageGroup.Key => KeyId.ToString(),
        UsageGroup.Model => ModelServed,
        UsageGroup.Member => MemberId.ToString(),
        UsageGroup.User => EndUser,
        UsageGroup.Session => Session,
        UsageGroup.Provider => Provider,
        UsageGroup.Repository => Repository,
        UsageGroup.Label => Label,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "The group is not defined."),
    };

    /// <summary>A row of labels has one name, whose kind the query selects.</summary>
    private static string ColumnOf<TRow>(UsageGroup group) => typeof(TRow) == typeof(LabelSumRow) ? nameof(LabelSumRow.Name) : Columns[group];

    private static System.Reflection.PropertyInfo Member(string name) => typeof(BreakdownGroup).GetProperty(name)!;
}
