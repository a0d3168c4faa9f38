using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Spending.Wallet;

/// <summary>Why an entry of the ledger was made.</summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<LedgerKind>))]
internal enum LedgerKind
{
    /// <summary>Money or a grant for the team.</summary>
    Credit,

    /// <summary>Money returned for calls.</summary>
    Refund,

    /// <summary>A correction by the operator, in either direction.</summary>
    Adjustment,

    /// <summary>The cost of the calls of one batch of the usage writer; negative or zero.</summary>
    Settlement,
}

/// <summary>
/// One entry of a team's ledger. Entries are only added. Each moves its amount between the team's wallet and <see cref="Counterpart"/>.
/// </summary>
/// <param name="Id">The entry's id; sorts by time.</param>
/// <param name="TeamId">The team.</param>
/// <param name="At">When the entry was made.</param>
/// <param name="Kind">Why it was made.</param>
/// <param name="Amount">Positive into the wallet, negative out of it.</param>
/// <param name="Balance">The wallet's balance after the entry.</param>
/// <param name="Requests">The number of calls of a settlement; null for other kinds.</param>
/// <param name="Note">The operator's note; null for settlements.</param>
internal sealed record LedgerEntry(
    LedgerEntryId Id, TeamId TeamId, DateTimeOffset At, LedgerKind Kind, NanoUsd Amount, NanoUsd Balance, int? Requests, string? Note)
{
    /// <summary>The account on the other side of the entry: the sum of an entry over both accounts is zero.</summary>
    public string Counterpart => Kind is LedgerKind.Settlement or LedgerKind.Refund ? "usage" : "operator";
}
