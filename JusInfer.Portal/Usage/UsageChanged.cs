namespace JusInfer.Portal.Usage;

/// <summary>
/// New usage of a team is stored and visible to queries. It is published on every node of the store within a second. A <c>default</c>
/// team means all teams: a node publishes it to itself after it lost its connection to the store and may have missed changes.
/// </summary>
/// <param name="Team">The team.</param>
/// <param name="IsForeign">Whether another node stored the records.</param>
internal readonly record struct UsageChanged(TeamId Team, bool IsForeign = false)
{
    /// <summary>Whether the change may concern this team.</summary>
    public bool Concerns(TeamId team) => Team == default || Team == team;
}
