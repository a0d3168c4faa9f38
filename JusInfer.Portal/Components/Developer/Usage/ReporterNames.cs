using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The names of those who can report outcomes: members by their addresses, keys by their names.</summary>
internal sealed class ReporterNames
{
    private readonly ImmutableDictionary<string, string> names;

    private ReporterNames(ImmutableDictionary<string, string> names) => this.names = names;

    public static async Task<ReporterNames> ReadAsync(TeamId team, IKeyStore keys, ITenancyStore tenancy, CancellationToken cancellationToken)
    {
        var members = (await tenancy.ListMembersAsync(team, cancellationToken)).Select(static member => KeyValuePair.Create(member.Id.ToString(), member.Email));
        var named = (await keys.ListAsync(team, cancellationToken)).Select(static key => KeyValuePair.Create(key.Id.ToString(), $"key {key.Name}"));
        return new ReporterNames(members.Concat(named).ToImmutableDictionary());
    }

    /// <summary>The name; the id of one that is no longer in the team.</summary>
    public string Of(string id) => names.GetValueOrDefault(id, id);
}
