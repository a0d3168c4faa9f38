using System.Text.Json.Serialization;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Spending.Wallet;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A team's wallet.</summary>
/// <param name="BalanceUsd">The sum of the ledger.</param>
/// <param name="HeldUsd">What running calls hold.</param>
/// <param name="AvailableUsd">The balance without what is held.</param>
/// <param name="Mode"><c>prepaid</c> or <c>postpaid</c>.</param>
/// <param name="RunwayDays">How many days the available money lasts at the average daily cost of the last 7 days; null without a cost.</param>
internal sealed record WalletView(decimal BalanceUsd, decimal HeldUsd, decimal AvailableUsd, string Mode, decimal? RunwayDays);

/// <summary>An entry of the ledger. Amounts are positive into the wallet and negative out of it.</summary>
internal sealed record LedgerEntryView
{
    public required string Id { get; init; }

    public required DateTime At { get; init; }

    public required string Kind { get; init; }

    public required decimal AmountUsd { get; init; }

    /// <summary>The balance after the entry.</summary>
    public required decimal BalanceUsd { get; init; }

    /// <summary>The other account of the entry: <c>usage</c> or <c>operator</c>.</summary>
    public required string Counterpart { get; init; }

    /// <summary>The number of calls of a settlement.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Requests { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    public static LedgerEntryView From(LedgerEntry entry) => new()
    {
        Id = entry.Id.ToString(),
        At = entry.At.UtcDateTime,
        Kind = EnumFormat.Format(entry.Kind),
        AmountUsd = entry.Amount.Usd,
        BalanceUsd = entry.Balance.Usd,
        Counterpart = entry.Counterpart,
        Requests = entry.Requests,
        Note = entry.Note,
    };
}

/// <summary>A page of the ledger, newest first.</summary>
/// <param name="Data">The entries.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last one.</param>
internal sealed record LedgerPageView(IReadOnlyList<LedgerEntryView> Data, string? Next);

/// <summary>A team with its wallet, for the operator.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Wallet"><c>prepaid</c> or <c>postpaid</c>.</param>
/// <param name="BalanceUsd">What it has left.</param>
/// <param name="Paused">Why its calls are rejected; null if they are not.</param>
internal sealed record TeamWalletView(string Id, string Name, DateTime CreatedAt, string Wallet, decimal BalanceUsd, PausedView? Paused)
{
    public static TeamWalletView From(TeamWallet team, Pause? pause) => new(
        team.Id.ToString(), team.Name, team.CreatedAt.UtcDateTime, EnumFormat.Format(team.Wallet.Mode), team.Wallet.Balance.Usd,
        PausedView.From(pause));
}

/// <summary>A page of teams, oldest first.</summary>
/// <param name="Data">The teams.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last one.</param>
internal sealed record TeamWalletPageView(IReadOnlyList<TeamWalletView> Data, string? Next);
