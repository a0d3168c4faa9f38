using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The operator credits the wallet of a team.</summary>
public sealed class OperatingThePortal : Journey
{
    private const string Note = "Thanks for the bug report";

    [Fact]
    public async Task A_credit_is_in_the_balance_and_with_its_note_in_the_ledger_of_the_team()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        var (ada, person) = await OpenSignedInAsync();
        await grace.Operator.OpenAsync();
        await Expect(grace.Operator.Team(person.Team)).ToContainTextAsync("prepaid");
        await Expect(grace.Operator.Team(person.Team)).Not.ToContainTextAsync("$12.34");

        await grace.Operator.ChangeWallet(person.Team).ClickAsync();
        var (amount, note) = (grace.Operator.Dialog.Field("Amount in USD"), grace.Operator.Dialog.Field("Note"));
        await amount.FillAsync("a lot");
        await note.FillAsync(Note);
        await grace.Operator.Dialog.Button("Add credit").ClickAsync();
        await Expect(grace.Operator.Dialog.Errors).ToHaveTextAsync("The amount must be an amount in US dollars, such as 25 or 12.50.");
        await Expect(amount).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(amount).ToHaveValueAsync("a lot");
        await Expect(note).ToHaveValueAsync(Note);

        await amount.FillAsync("12.34");
        await grace.Operator.Dialog.CloseWithAsync("Add credit");
        await Expect(grace.Operator.Team(person.Team)).ToContainTextAsync("$12.34");

        await ada.Wallet.OpenAsync();
        await Expect(ada.Wallet.Balance).ToContainTextAsync("$12.34");
        await Expect(ada.Wallet.Ledger.Filter(new() { HasText = $"Credit: {Note}" })).ToContainTextAsync("$12.34");
    }
}
