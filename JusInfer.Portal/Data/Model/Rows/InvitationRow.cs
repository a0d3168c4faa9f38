using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>An invitation that was neither accepted nor revoked.</summary>
internal sealed class InvitationRow
{
    public required InvitationId Id { get; init; }

    public required TeamId TeamId { get; init; }

    /// <summary>The member who sent it; null if a version without this field stored it.</summary>
    public MemberId? IssuerId { get; init; }

    /// <summary>SHA-256 of the token, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    public required string Email { get; init; }

    public required Role Role { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
