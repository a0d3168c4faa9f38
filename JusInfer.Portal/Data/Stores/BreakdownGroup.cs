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
        [UsageGroup.Key] = nameof(UsageRollupRow.KeyId),
        [UsageGroup.Model] = nameof(UsageRollupRow.ModelServed),
        [UsageGroup.Member] = nameof(UsageRollupRow.MemberId),
        [UsageGroup.User] = nameof(UsageRollupRow.EndUser),
        [UsageGroup.Session] = nameof(UsageRollupRow.Session),
        [UsageGroup.Provider] = nameof(UsageRollupRow.Provider),
    }.ToImmutableDictionary();

    /// <summary>Days since 1970-01-01, UTC.</summary>
    public int Day { get; init; }

    public KeyId KeyId { get; init; }

    public string ModelServed { get; init; } = "";

    public MemberId MemberId { get; init; }

    public string EndUser { get; init; } = "";

    public string Session { get; init; } = "";

    public string Provider { get; init; } = "";

    /// <summary>Builds <c>row => new BreakdownGroup { KeyId = row.KeyId, … }</c> with the requested groups only.</summary>
    public static Expression<Func<UsageRollupRow, BreakdownGroup>> SelectorOf(ImmutableArray<UsageGroup> groups)
    {
        var row = Expression.Parameter(typeof(UsageRollupRow), "row");
        var day = Expression.Divide(Expression.Property(row, nameof(UsageRollupRow.Hour)), Expression.Constant(24));
        List<MemberBinding> values =
        [
            .. groups.Distinct().Select(group => group == UsageGroup.Day
                ? Expression.Bind(Member(nameof(Day)), day)
                : Expression.Bind(Member(Columns[group]), Expression.Property(row, Columns[group]))),
        ];

        // Without groups, all rows are one group.
        if (values.Count == 0) values.Add(Expression.Bind(Member(nameof(Day)), Expression.Constant(0)));
        var group = Expression.MemberInit(Expression.New(typeof(BreakdownGroup)), values);
        return Expression.Lambda<Func<UsageRollupRow, BreakdownGroup>>(group, row);
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
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "The group is not defined."),
    };

    private static System.Reflection.PropertyInfo Member(string name) => typeof(BreakdownGroup).GetProperty(name)!;
}
