using System.Collections.Immutable;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Wallet;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>A row of a statement, formatted.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Amount">The balance, or the sum of entries.</param>
/// <param name="IsBalance">Whether it is a balance.</param>
public sealed record StatementRow(string Name, string Amount, bool IsBalance)
{
    /// <param name="statement">The statement.</param>
    /// <param name="hasEnded">Whether its month has ended.</param>
    internal static ImmutableArray<StatementRow> From(WalletStatement statement, bool hasEnded)
    {
        (string Name, NanoUsd Amount, bool IsBalance)[] rows =
        [
            ("Balance at the start", statement.Opening, true),
            .. statement.Lines.Select(static line => (NameOf(line), line.Amount, false)),
            (hasEnded ? "Balance at the end" : "Balance now", statement.Closing, true),
        ];
        var places = NumberFormat.PlacesOf(rows.Select(static row => row.Amount));
        return [.. rows.Select(row => new StatementRow(row.Name, NumberFormat.Money(row.Amount, places), row.IsBalance))];
    }

    private static string NameOf(StatementLine line) => line.Kind switch
    {
        LedgerKind.Settlement => line.Requests == 1 ? "Cost of 1 call" : $"Cost of {NumberFormat.Count(line.Requests)} calls",
        LedgerKind.Credit => Counted("Credit", "Credits", line.Entries),
        LedgerKind.Refund => Counted("Refund", "Refunds", line.Entries),
        _ => Counted("Adjustment", "Adjustments", line.Entries),
    };

    private static string Counted(string one, string several, long entries) => entries == 1 ? one : $"{several} ({NumberFormat.Count(entries)})";
}
