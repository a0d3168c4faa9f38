using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A team of the caller, who is its member <c>member_id</c>. <c>current</c> marks the team of the access token.</summary>
internal sealed record TeamView(string Id, string Name, Role Role, string MemberId, DateTime JoinedAt, bool Current)
{
    public static TeamView From(TeamMembership team, TenantId current) => new(
        team.Tenant.Id.ToString(), team.Tenant.Name, team.Member.Role, team.Member.Id.ToString(), team.Member.JoinedAt.UtcDateTime, team.Tenant.Id == current);
}
