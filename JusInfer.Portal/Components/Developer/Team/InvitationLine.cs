using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>An open invitation as the table shows it.</summary>
public sealed record InvitationLine(string Id, string Email, string Role, DateTimeOffset ExpiresAt)
{
    internal static InvitationLine Of(Invitation invitation) =>
        new(invitation.Id.ToString(), invitation.Email, invitation.Role.ToString().ToLowerInvariant(), invitation.ExpiresAt);
}
