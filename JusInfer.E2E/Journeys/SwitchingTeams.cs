using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>A person works in several teams.</summary>
[Trait("Promise", "P-12")]
public sealed class SwitchingTeams : Journey
{
    [Fact]
    public async Task A_signed_in_person_joins_a_second_team_and_switches_between_both_by_keyboard()
    {
        var (ada, adaAccount, bob, bobAccount) = await OpenTwoTeamsAsync();
        await Expect(ada.Layout.Team).ToContainTextAsync(bobAccount.Team);
        await Expect(ada.Keys.Empty).ToBeVisibleAsync();
        await ada.Keys.MintAndCloseAsync("Guest key");
        await Expect(bob.Members.Member(adaAccount.Email)).ToContainTextAsync("member");

        await ada.Layout.Team.PressAsync("Enter");
        await Expect(ada.Layout.OtherTeam(adaAccount.Team)).ToBeVisibleAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Layout.OtherTeam(adaAccount.Team)).ToBeHiddenAsync();
        await ada.Layout.Team.PressAsync("Enter");
        await ada.Layout.OtherTeam(adaAccount.Team).PressAsync("Enter");

        await Expect(ada.Layout.Team).ToContainTextAsync(adaAccount.Team);
        await Expect(ada.Keys.Row("Ada's laptop")).ToBeVisibleAsync();
        await Expect(ada.Keys.Row("Guest key")).ToHaveCountAsync(0);
        await ada.Members.OpenAsync();
        await Expect(ada.Members.All).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Another_tab_keeps_to_its_team_and_says_that_the_browser_has_switched()
    {
        var (ada, adaAccount, _, bobAccount) = await OpenTwoTeamsAsync();
        var page = await ada.Page.Context.NewPageAsync();
        var (tab, keys) = (new SiteLayout(page), new KeysPage(page));
        await keys.OpenAsync();
        await keys.Mint.ClickAsync();
        await keys.Dialog.Field("Name").FillAsync("In the wrong team?");

        await SwitchAsync(ada, adaAccount.Team);

        await Expect(page.GetByText($"You switched to {adaAccount.Team}")).ToBeVisibleAsync();
        await Expect(tab.Team).ToContainTextAsync(bobAccount.Team);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Continue with {adaAccount.Team}", Exact = true }).ClickAsync();
        await Expect(tab.Team).ToContainTextAsync(adaAccount.Team);
        await Expect(keys.Row("Ada's laptop")).ToBeVisibleAsync();
        await Expect(keys.Row("In the wrong team?")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_person_who_is_removed_from_the_current_team_is_told_so_and_continues_in_another()
    {
        var (ada, adaAccount, bob, bobAccount) = await OpenTwoTeamsAsync();
        await Expect(ada.Keys.Empty).ToBeVisibleAsync();

        await bob.Members.RemoveAsync(adaAccount.Email);

        await Expect(ada.Account.Errors).ToHaveTextAsync($"You are no longer in the team {bobAccount.Team}. Choose the team to continue with.");
        await ada.Account.Button($"Switch to {adaAccount.Team}").ClickAsync();
        await Expect(ada.Layout.Team).ToContainTextAsync(adaAccount.Team);
        await ada.Keys.OpenAsync();
        await Expect(ada.Keys.Row("Ada's laptop")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_person_creates_a_second_team_deletes_it_and_keeps_the_first()
    {
        var (ada, account) = await OpenSignedInAsync();
        await ada.Page.GotoAsync(AccountPage.TeamsPath);
        await ada.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Engine Room");
        await ada.Account.Button("Create team").ClickAsync();
        await Expect(ada.Layout.Team).ToContainTextAsync("Engine Room");
        await Expect(ada.Overview.Steps).ToBeVisibleAsync();

        await ada.Page.GotoAsync("/account/delete-team");
        await Expect(ada.Account.Heading).ToHaveTextAsync("Delete Engine Room?");
        await ada.Account.Password.FillAsync(account.Password);
        await ada.Account.Button("Delete the team").ClickAsync();

        await Expect(ada.Account.Errors).ToHaveTextAsync("You are no longer in the team Engine Room. Choose the team to continue with.");
        await ada.Account.Button($"Switch to {account.Team}").ClickAsync();
        await Expect(ada.Layout.Team).ToContainTextAsync(account.Team);
    }

    private static async Task SwitchAsync(Visitor visitor, string team)
    {
        await visitor.Layout.Team.ClickAsync();
        await visitor.Layout.OtherTeam(team).ClickAsync();
        await Expect(visitor.Layout.Team).ToContainTextAsync(team);
    }

    /// <summary>Ada owns a team with a key, and has accepted the invitation to Bob's, for which her browser acts. Bob's browser shows his members.</summary>
    private async Task<(Visitor Ada, Person AdaAccount, Visitor Bob, Person BobAccount)> OpenTwoTeamsAsync()
    {
        var (ada, adaAccount) = await OpenSignedInAsync(name: "ada");
        await ada.Keys.MintAndCloseAsync("Ada's laptop");
        var (bob, bobAccount) = await OpenSignedInAsync(name: "bob");
        await bob.Members.OpenAsync();
        var link = await bob.Members.InviteAsync(adaAccount.Email, "Member");

        await ada.Page.GotoAsync(link);
        await Expect(ada.Account.Heading).ToHaveTextAsync($"Join {bobAccount.Team}");
        await ada.Account.Button("Join the team").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(OverviewPage.Path);
        await ada.Keys.OpenAsync();
        return (ada, adaAccount, bob, bobAccount);
    }
}
