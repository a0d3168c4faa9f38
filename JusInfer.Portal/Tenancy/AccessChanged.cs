namespace JusInfer.Portal.Tenancy;

/// <summary>
/// A key, member, invitation, role, limit or cap of this team changed, or a session of a member ended, so that cached access data must be
/// read again. Published on every
/// node that shares the store, within one second. A <c>default</c> team means all teams: a node publishes it to itself after it lost
/// its connection to the store and may have missed changes.
/// </summary>
internal readonly record struct AccessChanged(TeamId Team)
{
    /// <summary>Whether the change may concern this team.</summary>
    public bool Concerns(TeamId team) => Team == default || Team == team;
}
