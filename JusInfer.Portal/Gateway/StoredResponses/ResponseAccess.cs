using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.StoredResponses;

/// <summary>Which stored responses a caller can use.</summary>
/// <param name="Team">The team.</param>
/// <param name="Member">The member who created them; null for those of all members, if the team shares them.</param>
internal readonly record struct ResponseAccess(TeamId Team, MemberId? Member)
{
    public static ResponseAccess From(KeyHolder holder) =>
        new(holder.Key.TeamId, holder.Responses.ShareWithTeam ? null : holder.Member.Id);

    public bool Includes(StoredResponse response) => response.TeamId == Team && (Member is null || response.MemberId == Member);
}
