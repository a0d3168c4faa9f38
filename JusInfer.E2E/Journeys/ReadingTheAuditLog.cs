using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>An owner looks up who changed what.</summary>
public sealed class ReadingTheAuditLog : Journey
{
    [Fact]
    public async Task A_change_on_an_open_page_is_listed_with_its_person_and_address()
    {
        var (ada, person) = await OpenSignedInAsync();
        await ada.Members.OpenAsync();
        await ada.Members.SetCapAsync(person.Email, "5");

        await ada.Settings.OpenAsync();
        await ada.Settings.AuditLog.ClickAsync();
        var entries = ada.Page.GetByRole(AriaRole.Region, new() { Name = "Audit log" }).Locator("tbody tr");
        var change = entries.First;

        await Expect(change).ToContainTextAsync("Member changed");
        await Expect(change).ToContainTextAsync("monthly_cap_usd: 5");
        await Expect(change).ToContainTextAsync(person.Email);
        await Expect(change).ToContainTextAsync("127.0.0.1");

        await ada.Page.GetByLabel("What").SelectOptionAsync("Sign-ins");
        await Expect(entries).ToHaveCountAsync(1);
        await Expect(entries).ToContainTextAsync("Signed in");

        await new ComboBox(ada.Page, "Who").ChooseAsync(person.Email);
        await Expect(new ComboBox(ada.Page, "Who").Field).ToHaveValueAsync(person.Email);
        var days = ada.Page.Locator("button[popovertarget=audit-days]");
        await days.ClickAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "7 days", Exact = true }).ClickAsync();
        await Expect(days).ToContainTextAsync(" – ");
        await Expect(days).ToBeFocusedAsync();
        await Expect(entries).ToHaveCountAsync(1);

        var download = await ada.Page.RunAndWaitForDownloadAsync(() => ada.Page.GetByRole(AriaRole.Link, new() { Name = "Download CSV" }).ClickAsync());
        download.SuggestedFilename.ShouldBe("jusinfer-audit.csv");
        (await File.ReadAllTextAsync(await download.PathAsync())).ShouldContain("session.started");
    }

    [Fact]
    public async Task An_owner_hands_the_team_over()
    {
        var (ada, person) = await OpenSignedInAsync();
        await ada.Members.OpenAsync();
        var invited = Person.New("grace");
        var link = await ada.Members.InviteAsync(invited.Email, "Member");
        var grace = await OpenVisitorAsync();
        await grace.Login.JoinAsync(link, invited);

        await ada.Members.Menu(invited.Email).ChooseAsync($"Change role of {invited.Email}");
        await ada.Members.Dialog.Field("Role").SelectOptionAsync("Owner");
        await ada.Page.GetByLabel("Transfer the ownership").CheckAsync();
        await ada.Members.Dialog.CloseWithAsync("Save role");

        await Expect(ada.Members.Member(person.Email)).ToContainTextAsync("admin");
        await ada.Members.Menu(person.Email).Opener.ClickAsync();
        await Expect(ada.Members.Menu(person.Email).Action($"Set cap for {person.Email}")).ToBeVisibleAsync();
        await Expect(ada.Members.Menu(invited.Email).Opener).ToHaveCountAsync(0);
    }
}
