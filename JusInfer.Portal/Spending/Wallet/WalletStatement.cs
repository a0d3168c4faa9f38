using System.Collections.Immutable;

namespace JusInfer.Portal.Spending.Wallet;

/// <summary>What happened to a wallet in a period, as its ledger has it.</summary>
/// <param name="Opening">The balance before the first entry of the period.</param>
/// <param name="Lines">The sums of the entries, one line per kind that occurs, in the order of <see cref="LedgerKind"/>.</param>
internal sealed record WalletStatement(NanoUsd Opening, ImmutableArray<StatementLine> Lines)
{
    /// <summary>The balance after the last entry of the period.</summary>
    public NanoUsd Closing => Lines.Aggregate(Opening, static (balance, line) => balance + line.Amount);
}

/// <summary>The entries of one kind in a period.</summary>
/// <param name="Kind">Why they were made.</param>
/// <param name="Entries">Their number.</param>
/// <param name="Requests">The number of calls that they settle.</param>
/// <param name="Amount">Their sum; positive into the wallet, negative out of it.</param>
internal sealed record StatementLine(LedgerKind Kind, long Entries, long Requests, NanoUsd Amount);
