using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts.LegacyAddresses;

/// <summary>An account with an address as an earlier version stored it, or one that has the same mailbox as such an account.</summary>
/// <param name="User">The account.</param>
/// <param name="Email">Its address, in the exact spelling.</param>
/// <param name="IsVerified">Whether the person has proved that they read mails to it.</param>
/// <param name="CreatedAt">When the account was created.</param>
internal sealed record LegacyAccount(UserId User, string Email, bool IsVerified, DateTimeOffset CreatedAt)
{
    /// <summary>The teams in which the person is, by name.</summary>
    public required ImmutableArray<LegacyTeam> Teams { get; init; }

    /// <summary>What all spellings of the address have in common.</summary>
    public string Mailbox => EmailAddress.MailboxOf(Email);
}

/// <summary>A team of such an account.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="IsAlone">Whether nobody else is in it, so that it is deleted with the account.</param>
internal sealed record LegacyTeam(string Name, bool IsAlone);
