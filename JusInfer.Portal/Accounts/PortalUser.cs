using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>A person who signs in. Who they are in a team is Tenancy's <c>Member</c>.</summary>
internal sealed class PortalUser : IdentityUser<Guid>
{
    public UserId UserId => new(Id);

    public required DateTimeOffset CreatedAt { get; init; }
}
