using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>An account. Its role in a team is that of a <c>Member</c>.</summary>
internal sealed class PortalUser : IdentityUser<Guid>
{
    public UserId UserId => new(Id);

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether the person does not want alerts by e-mail.</summary>
    public bool MutesAlerts { get; set; }
}
