using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts.LegacyAddresses;

/// <summary>The accounts to resolve.</summary>
/// <param name="Accounts">By mailbox, those of at most <see cref="MaxMailboxes"/>.</param>
/// <param name="SharedMailboxes">How many mailboxes have more than one account. They are listed first.</param>
/// <param name="MoreMailboxes">How many further mailboxes there are.</param>
internal sealed record LegacyAccountList(ImmutableArray<LegacyAccount> Accounts, int SharedMailboxes, int MoreMailboxes)
{
    public const int MaxMailboxes = 100;

    public static LegacyAccountList Empty { get; } = new([], 0, 0);
}
