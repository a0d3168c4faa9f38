using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A team of the caller, who is its member <c>member_id</c>. <c>current</c> marks the team of the access token.</summary>
internal sealed record MembershipView(string Id, string Name, Role Role, string MemberId, DateTime JoinedAt, bool Current)
{
    public static MembershipView From(TeamMembership membership, TeamId current) => new(
        membership.Team.Id.ToString(), membership.Team.Name, membership.Member.Role, membership.Member.Id.ToString(), membership.Member.JoinedAt.UtcDateTime, membership.Team.Id == current);
}
