namespace JusInfer.Portal.Tenancy;

/// <summary>
/// An invitation of an e-mail address to a team. The person with its token can accept it once; only the token's hash is stored.
/// </summary>
internal sealed record Invitation
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public required InvitationId Id { get; init; }

    public required TeamId TeamId { get; init; }

    /// <summary>In its canonical form.</summary>
    public required string Email { get; init; }

    public required Role Role { get; init; }

    /// <summary>The member who sent it; null if a version without this field did.</summary>
    public MemberId? Issuer { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt => CreatedAt + Lifetime;

    public bool IsOpen(DateTimeOffset now) => PlausibleTime.IsWithin(ExpiresAt, Lifetime, now);

    public bool IsFor(string email) => EmailAddress.AreSame(Email, email);
}
