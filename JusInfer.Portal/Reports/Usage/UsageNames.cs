using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>The names of the team's keys and the addresses of its members, by id.</summary>
internal sealed record UsageNames(ImmutableDictionary<string, string> ById)
{
    /// <summary>What the row of the groups that are not listed is called.</summary>
    public const string Rest = "All others";

    /// <summary>The ids of keys and members that the team no longer has.</summary>
    public ImmutableHashSet<string> Gone { get; private init; } = [];

    public static UsageNames None { get; } = new(ImmutableDictionary<string, string>.Empty);

    /// <summary>The name of a value, for people; the id of what the team no longer has.</summary>
    public string Of(UsageDimension dimension, string value) =>
        value.Length == 0 ? dimension.None
        : dimension.HasNames ? ById.GetValueOrDefault(value, value)
        : dimension.Values.FirstOrDefault(known => known.Value == value, (Value: value, Text: value)).Text;

    /// <summary>The ids of a dimension with their names, in the order of the names.</summary>
    public IEnumerable<(string Value, string Text)> Values(UsageDimension dimension) =>
        ById.Where(named => dimension.Parse(named.Key) is not null).Select(static named => (Value: named.Key, Text: named.Value))
            .OrderBy(static named => named.Text, StringComparer.OrdinalIgnoreCase);

    public bool IsKnown(string id) => ById.ContainsKey(id) || Gone.Contains(id);

    /// <summary>Remembers which of some ids have no name.</summary>
    public UsageNames Without(IEnumerable<string> ids) => this with { Gone = [.. ids.Where(id => !ById.ContainsKey(id))] };

    public static async Task<UsageNames> ReadAsync(
        TeamId team, IKeyStore keys, ITenancyStore tenancy, CancellationToken cancellationToken)
    {
        var named = (await keys.ListAsync(team, cancellationToken))
            .Select(static key => KeyValuePair.Create(key.Id.ToString(), key.Name));
        var members = (await tenancy.ListMembersAsync(team, cancellationToken))
            .Select(static member => KeyValuePair.Create(member.Id.ToString(), member.Email));
        return new UsageNames(named.Concat(members).ToImmutableDictionary());
    }
}
