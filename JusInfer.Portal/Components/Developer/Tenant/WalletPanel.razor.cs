using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>The team's wallet: the balance, what running calls hold, how long it lasts, the statement of a month, and the latest entries of the ledger.</summary>
public sealed partial class WalletPanel
{
    private const int MaxEntries = 20;

    private WalletState? wallet;
    private NanoUsd held;
    private decimal? runway;
    private ImmutableArray<LedgerEntry> entries = [];
    private ImmutableArray<DateTimeOffset> months = [];
    private ImmutableArray<StatementRow> statement = [];

    /// <summary>The month of <see cref="statement"/>.</summary>
    private DateTimeOffset month;

    /// <summary>The month that was read last, as the address names it.</summary>
    private string? loaded;

    /// <summary>The month of the statement; without it, the present one.</summary>
    [SupplyParameterFromQuery]
    private string? Month { get; set; }

    [Inject]
    private IWalletStore Wallets { get; set; } = default!;

    [Inject]
    private IHeldAmounts Held { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    private string Lasting => wallet switch
    {
        { Mode: WalletMode.Postpaid } => "no limit (postpaid)",
        { Settled.Value: > 0 } when runway is { } days => $"{days.ToString("0.#", CultureInfo.InvariantCulture)} days at the pace of the last {DaysLeft.Days} days",
        _ => "nothing is charged yet",
    };

    protected override async Task OnParametersSetAsync()
    {
        if (wallet is not null && loaded != Month) await ReloadAsync();
    }

    private protected override async Task LoadAsync(Member me)
    {
        var requested = loaded = Month;
        var state = await Wallets.GetAsync(me.TeamId, Disposed);
        held = Held.OfWallet(me.TeamId);
        var today = new DateTimeOffset(Time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var days = await Usage.BreakDownAsync(
            new UsageWindow(me.TeamId, today.AddDays(1 - DaysLeft.Days), today.AddDays(1)), [UsageDimensions.Day], Disposed);
        runway = DaysLeft.DaysOf(state.Balance - held, days.Select(static day => day.Sums.Cost));
        entries = await Wallets.ListAsync(me.TeamId, MaxEntries, before: null, Disposed);
        var now = Time.GetUtcNow();
        var shown = StatementMonth.Parse(requested, now);
        var sums = await Wallets.ReadStatementAsync(me.TeamId, shown, shown.AddMonths(1), Disposed);
        var created = (await Tenancy.FindTeamAsync(me.TeamId, Disposed))?.CreatedAt ?? now;
        if (requested != loaded) return; // The user has chosen another month meanwhile.
        months = StatementMonth.Of(created, now);
        (month, statement) = (shown, StatementRow.From(sums, hasEnded: shown < UtcMonth.Of(now)));
        wallet = state;
    }

    private static string DescriptionOf(LedgerEntry entry) => entry.Kind switch
    {
        LedgerKind.Settlement => entry.Requests == 1 ? "1 call" : $"{NumberFormat.Count(entry.Requests ?? 0)} calls",
        var kind => entry.Note is { Length: > 0 } note ? $"{kind}: {note}" : kind.ToString(),
    };
}
