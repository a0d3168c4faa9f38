using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner tries a budget before it applies, and reads the statement of the month.</summary>
public sealed class PlanningSpend : Journey
{
    [Fact]
    public async Task A_budget_says_which_calls_it_would_have_stopped_before_it_is_added()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await agent.CallAsync();
        await ada.Usage.OpenAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("1");

        await ada.Budgets.OpenAsync();
        await ada.Budgets.Add.ClickAsync();
        await ada.Budgets.Dialog.Field("US dollars").FillAsync("0");
        await ada.Budgets.Dialog.Button("Try it on the last 30 days").ClickAsync();
        await Expect(ada.Budgets.Preview).ToHaveTextAsync("It would have stopped 1 of 1 calls.");
        await ada.Budgets.Dialog.Field("US dollars").FillAsync("5");
        await ada.Budgets.Dialog.Button("Try it on the last 30 days").ClickAsync();
        await Expect(ada.Budgets.Preview).ToHaveTextAsync("It would have stopped 0 of 1 calls.");

        await ada.Budgets.Dialog.CloseWithAsync("Add budget");
        await agent.CallAsync();
    }

    [Fact]
    public async Task The_statement_of_the_month_is_shown_and_downloaded()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Wallet.OpenAsync();
        await Expect(ada.Wallet.Statement).ToContainTextAsync("Balance at the start");
        await Expect(ada.Wallet.Statement).ToContainTextAsync("Balance now");

        var download = await ada.Page.RunAndWaitForDownloadAsync(() => ada.Wallet.DownloadStatement.ClickAsync());

        download.SuggestedFilename.ShouldStartWith("jusinfer-statement-20");
        (await File.ReadAllTextAsync(await download.PathAsync())).ShouldContain(",closing_balance,");
    }
}
