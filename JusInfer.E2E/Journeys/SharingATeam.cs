using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Two people manage one team at the same time.</summary>
public sealed class SharingATeam : Journey
{
    [Fact]
    public async Task An_open_page_follows_the_changes_of_the_other_person()
    {
        var (ada, grace, graceAccount) = await OpenTeamAsync();
        await grace.Keys.MintAndCloseAsync("Shared agent");
        await ada.Keys.OpenAsync();
        await Expect(ada.Keys.Row("Shared agent")).ToContainTextAsync("Never used");
        await grace.Keys.RevokeAsync("Shared agent");
        await Expect(ada.Keys.Row("Shared agent")).ToContainTextAsync("Revoked");

        await ada.Members.OpenAsync();
        await grace.Members.OpenAsync();
        await ada.Members.SetCapAsync(graceAccount.Email, "12.5");
        await Expect(grace.Members.Member(graceAccount.Email)).ToContainTextAsync("$12.50");
    }

    [Fact]
    public async Task A_change_that_the_other_person_made_meanwhile_is_replaced_only_after_a_warning_and_nothing_typed_is_lost()
    {
        var (ada, grace, _) = await OpenTeamAsync();
        await grace.Keys.MintAndCloseAsync("Shared agent");
        await ada.Budgets.OpenAsync();
        await ada.Budgets.SetLimit("Shared agent").ClickAsync();
        await ada.Keys.ExpectOpenAsync();
        await ada.Keys.Field("Requests per minute").FillAsync("40");

        await grace.Keys.OpenKeyAsync("Shared agent");
        await grace.Keys.Part("Limits").ClickAsync();
        await grace.Keys.SetRateAsync("50");
        await Expect(ada.Keys.Row("Shared agent")).ToContainTextAsync("50 requests/min");

        await Expect(ada.Keys.Field("Requests per minute")).ToHaveValueAsync("40");
        await ada.Keys.Save.ClickAsync();
        await Expect(ada.Keys.Drawer.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("The key was changed by someone else. Save again to replace that change");
        await Expect(ada.Keys.Field("Requests per minute")).ToHaveValueAsync("40");

        await ada.Keys.Save.ClickAsync();
        await Expect(grace.Keys.Row("Shared agent")).ToContainTextAsync("40 requests/min");
    }

    [Fact]
    public async Task A_person_whose_role_is_lowered_reads_why_the_action_failed_and_keeps_what_they_typed()
    {
        var (ada, grace, graceAccount) = await OpenTeamAsync();
        await ada.Members.OpenAsync();
        await grace.Keys.Mint.ClickAsync();
        await grace.Keys.Dialog.Field("Name").FillAsync("Grace's agent");

        await ada.Members.SetRoleAsync(graceAccount.Email, "Viewer: sees usage and spend");
        await Expect(ada.Members.Member(graceAccount.Email)).ToContainTextAsync("viewer");

        await grace.Keys.Dialog.Button("Mint key").ClickAsync();
        await Expect(grace.Keys.Dialog.Errors).ToContainTextAsync("Viewers and billing do not mint keys");
        await Expect(grace.Keys.Dialog.Field("Name")).ToHaveValueAsync("Grace's agent");
    }

    /// <summary>A team with an owner and an admin, each with a browser.</summary>
    private async Task<(Visitor Owner, Visitor Admin, Person AdminAccount)> OpenTeamAsync()
    {
        var (ada, _) = await OpenSignedInAsync();
        var account = Person.New("grace");
        await ada.Members.OpenAsync();
        var link = await ada.Members.InviteAsync(account.Email, "Admin");
        var grace = await OpenVisitorAsync();
        await grace.Login.JoinAsync(link, account);
        return (ada, grace, account);
    }
}
