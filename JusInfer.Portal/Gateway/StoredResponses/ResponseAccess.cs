using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.StoredResponses;

/// <summary>Which stored responses a caller can use.</summary>
/// <param name="Team">The team.</param>
/// <param name="Member">The member who created them; null for those of all members, if the team shares them.</param>
/// <param name="IsDisabled">
/// Whether the team has disabled storing: its stored responses are deleted, and those that are not written yet are not used.
/// </param>
internal readonly record struct ResponseAccess(TeamId Team, MemberId? Member, bool IsDisabled = false)
{
    public static ResponseAccess From(KeyHolder holder) =>
        new(holder.Key.TeamId, holder.Responses.ShareWithTeam ? null : holder.Member.Id, !holder.Responses.Store);

    public bool Includes(StoredResponse response) =>
        !IsDisabled && response.TeamId == Team && (Member is null || response.MemberId == Member);
}
