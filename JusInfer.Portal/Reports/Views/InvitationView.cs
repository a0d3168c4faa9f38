using System.Text.Json.Serialization;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Reports.Views;

/// <summary>An invitation to the team.</summary>
internal sealed record InvitationView
{
    public required string Id { get; init; }

    public required string Email { get; init; }

    public required string Role { get; init; }

    /// <summary>The link for the invited person; only in the response that created the invitation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InviteUrl { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public static InvitationView From(Invitation invitation) => new()
    {
        Id = invitation.Id.ToString(),
        Email = invitation.Email,
        Role = EnumFormat.Format(invitation.Role),
        ExpiresAt = invitation.ExpiresAt.UtcDateTime,
    };
}
