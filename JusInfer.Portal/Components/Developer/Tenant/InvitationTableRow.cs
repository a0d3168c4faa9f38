using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>One row of the table of open invitations.</summary>
public sealed record InvitationTableRow(string Id, string Email, string Role, DateTimeOffset ExpiresAt)
{
    internal static InvitationTableRow From(Invitation invitation) =>
        new(invitation.Id.ToString(), invitation.Email, invitation.Role.ToString().ToLowerInvariant(), invitation.ExpiresAt);
}
