using JusInfer.Portal.Spending.Wallet;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A team's wallet. It changes only while its row is locked, so that its entries have an order and each has the balance after it.</summary>
internal sealed class WalletRow
{
    public required TeamId TeamId { get; init; }

    public required WalletMode Mode { get; set; }

    /// <summary>The sum of all entries.</summary>
    public NanoUsd Balance { get; private set; }

    /// <summary>The sum of the settlements as a positive amount.</summary>
    public NanoUsd Settled { get; private set; }

    /// <summary>
    /// The greatest id that was used in the order of the entries. It need not be an entry: batches of simulated calls have such ids, and
    /// calls that a migration gave a place.
    /// </summary>
    public LedgerEntryId? LastEntryId { get; private set; }

    /// <summary>When the initial credit was granted, or the team became postpaid instead; null if neither was decided.</summary>
    public DateTimeOffset? InitialCreditAt { get; set; }

    public WalletState State => new(TeamId, Mode, Balance, Settled);

    /// <summary>The id of the next entry, which sorts after all others even if the clock was set back.</summary>
    public LedgerEntryId NextEntryId(DateTimeOffset at) =>
        LastEntryId is { } last ? LedgerEntryId.NewAfter(last, at) : LedgerEntryId.New(at);

    /// <summary>Uses an id for a batch that has only simulated calls, and therefore no entry.</summary>
    public void SkipEntry(LedgerEntryId id) => LastEntryId = id;

    /// <summary>Makes an entry and changes the balance.</summary>
    public LedgerEntry AddEntry(LedgerEntryId id, DateTimeOffset at, LedgerKind kind, NanoUsd amount, int? requests = null, string? note = null)
    {
        Balance += amount;
        if (kind == LedgerKind.Settlement) Settled -= amount;
        LastEntryId = id;
        return new LedgerEntry(id, TeamId, at, kind, amount, Balance, requests, note);
    }
}
