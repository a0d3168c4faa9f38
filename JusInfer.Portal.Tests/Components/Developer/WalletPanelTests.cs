using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Spending.Wallet;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class WalletPanelTests : PanelTestContext
{
    [Fact]
    public async Task The_balance_and_how_long_it_lasts_are_shown()
    {
        Call(await MintAsync("agent"));
        Wallets.GetAsync(Arg.Any<TeamId>(), Arg.Any<CancellationToken>()).Returns(new WalletState(Team.Team.Id, WalletMode.Prepaid, NanoUsd.FromUsd(25), NanoUsd.FromUsd(0.02m)));

        var section = Render<WalletPanel>();

        section.Find("dl").TextContent.ShouldContain("Balance$25.00");
        section.Find("dl").TextContent.ShouldContain("1250 days at the pace of the last 7 days");
        section.Markup.ShouldContain("402 WALLET_EMPTY");
    }

    [Fact]
    public void The_ledger_says_what_each_entry_was_for()
    {
        var at = Time.GetUtcNow();
        LedgerEntry Entry(LedgerKind kind, decimal amount, int? requests, string? note) =>
            new(LedgerEntryId.New(at), Team.Team.Id, at, kind, NanoUsd.FromUsd(amount), NanoUsd.FromUsd(25), requests, note);
        Wallets.ListAsync(Arg.Any<TeamId>(), Arg.Any<int>(), Arg.Any<LedgerEntryId?>(), Arg.Any<CancellationToken>())
            .Returns([Entry(LedgerKind.Settlement, -0.5m, 12, null), Entry(LedgerKind.Settlement, -0.1m, 1, null), Entry(LedgerKind.Credit, 25.6m, null, "Initial credit")]);

        var rows = Render<WalletPanel>().FindAll("[aria-label=Ledger] tbody tr").Select(static row => row.TextContent).ToArray();

        rows[0].ShouldContain("12 calls");
        rows[0].ShouldContain("−$0.500");
        rows[1].ShouldContain("1 call");
        rows[2].ShouldContain("Credit: Initial credit");
    }

    [Fact]
    public void The_statement_is_that_of_the_chosen_month_and_its_file_too()
    {
        StatementLine[] lines =
            [new(LedgerKind.Credit, 2, 0, NanoUsd.FromUsd(30)), new(LedgerKind.Refund, 1, 0, NanoUsd.FromUsd(1)), new(LedgerKind.Settlement, 9, 1200, NanoUsd.FromUsd(-12.5m))];
        var (month, created) = (UtcMonth.Of(Time.GetUtcNow()), UtcMonth.Of(Team.Team.CreatedAt));
        Wallets.ReadStatementAsync(Team.Team.Id, month, month.AddMonths(1), Arg.Any<CancellationToken>()).Returns(new WalletStatement(NanoUsd.FromUsd(2), [.. lines]));
        Wallets.ReadStatementAsync(Team.Team.Id, month.AddMonths(-1), month, Arg.Any<CancellationToken>()).Returns(new WalletStatement(NanoUsd.Zero, [lines[0]]));
        var section = Render<WalletPanel>();

        Rows().ShouldBe(
            ["Balance at the start $2.00", "Credits (2) $30.00", "Refund $1.00", "Cost of 1\u202F200 calls \u2212$12.50", "Balance now $20.50"]);
        section.Find("a[download]").GetAttribute("href").ShouldBe($"/developer/statement.csv?month={month:yyyy-MM}");
        section.FindAll("select option").Select(static option => option.GetAttribute("value")).Last().ShouldBe($"{created:yyyy-MM}");

        section.Find("select").Change($"{month.AddMonths(-1):yyyy-MM}");

        section.WaitForAssertion(() => Rows().ShouldBe(["Balance at the start $0.00", "Credits (2) $30.00", "Balance at the end $30.00"]));
        section.Find("a[download]").GetAttribute("href").ShouldBe($"/developer/statement.csv?month={month.AddMonths(-1):yyyy-MM}");

        string[] Rows() => [.. section.FindAll("[aria-label^='Statement'] tbody tr").Select(static row => $"{row.Children[0].TextContent} {row.Children[1].TextContent}")];
    }

    [Fact]
    public void A_postpaid_team_is_told_that_no_call_is_rejected()
    {
        Wallets.GetAsync(Arg.Any<TeamId>(), Arg.Any<CancellationToken>()).Returns(new WalletState(Team.Team.Id, WalletMode.Postpaid, NanoUsd.FromUsd(-3), NanoUsd.FromUsd(3)));

        var section = Render<WalletPanel>();

        section.Markup.ShouldContain("No call is rejected because of it.");
        section.Find("dl").TextContent.ShouldContain("Lastsno limit (postpaid)");
    }
}
