using System.Text.Json.Serialization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Api.Views;

/// <summary>An invitation as clients see it.</summary>
internal sealed record InvitationView
{
    public required string Id { get; init; }

    public required string Email { get; init; }

    public required string Role { get; init; }

    /// <summary>The link to send on: only in the answer that issued it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InviteUrl { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public static InvitationView Of(Invitation invitation) => new()
    {
        Id = invitation.Id.ToString(),
        Email = invitation.Email,
        Role = EnumFormat.Format(invitation.Role),
        ExpiresAt = invitation.ExpiresAt.UtcDateTime,
    };

    public static InvitationView Of(IssuedInvitation issued, string origin) =>
        Of(issued.Invitation) with { InviteUrl = InviteLink.To(origin, issued.Token) };
}
