using Bunit;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Components.Developer.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The page of the audit log.</summary>
public sealed class AuditPanelTests : PanelTestContext
{
    private readonly IAuditStore log = Substitute.For<IAuditStore>();

    public AuditPanelTests()
    {
        Services.AddSingleton(log);
        log.FindHeadAsync(Arg.Any<TeamId>(), Arg.Any<CancellationToken>()).Returns(new AuditHead(Team.Team.Id, 7, AuditChain.Start));
        Returns();
    }

    [Fact]
    public void An_entry_says_what_changed_by_whom_and_from_where()
    {
        Returns(LineOf(AuditActions.KeyChanged) with
        {
            ActorName = "ada@example.com",
            SubjectName = "laptop",
            Changes = [new AuditChange("rpm", "600", "60"), new AuditChange("tpm", null, "5")],
            Address = "192.0.2.7",
        });

        var row = Render<AuditPanel>().Find("tbody tr");

        row.TextContent.ShouldContain("Key changed: laptop");
        row.TextContent.ShouldContain("rpm: 600 → 60");
        row.TextContent.ShouldContain("tpm: 5");
        row.TextContent.ShouldContain("ada@example.com");
        row.TextContent.ShouldContain("192.0.2.7");
    }

    [Fact]
    public void A_deleted_account_is_named_by_its_id()
    {
        var user = UserId.New(Time.GetUtcNow());
        Returns(LineOf(AuditActions.SignedIn, user) with { IsErased = true });

        Render<AuditPanel>().Find("tbody tr").TextContent.ShouldContain($"Deleted account {user}");
    }

    [Fact]
    public async Task An_action_that_the_store_cannot_contain_is_ignored()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/developer/audit?action=%00");

        Render<AuditPanel>();

        await log.Received().ListAsync(Arg.Is<AuditFilter>(filter => filter.Action == null), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_filters_come_from_the_query_string_and_apply_to_the_download()
    {
        var user = Team.Owner.UserId;
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/developer/audit?action=key.&actor={user}&from=2026-11-01&to=2026-11-02&after=5");

        var panel = Render<AuditPanel>();

        panel.Find(".choices + p").TextContent.ShouldContain("No entries match");
        panel.Find("a[download]").GetAttribute("href").ShouldBe($"/developer/audit.csv?action=key.&actor={user}&from=2026-11-01&to=2026-11-02");
        await log.Received().ListAsync(
            Arg.Is<AuditFilter>(filter => filter.Action == "key." && filter.Actor == user && filter.After == 5 && filter.From!.Value.Day == 1 && filter.To!.Value.Day == 2),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public void A_person_and_days_are_chosen_and_removed()
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/developer/audit?after=5");
        var panel = Render<AuditPanel>();

        panel.Find("#audit-actor").Change(Team.Admin.Email);
        navigation.Uri.ShouldEndWith($"/developer/audit?actor={Team.Admin.UserId}");
        Choose("Yesterday");
        navigation.Uri.ShouldEndWith($"/developer/audit?actor={Team.Admin.UserId}&from=2026-11-19&to=2026-11-20");
        panel.WaitForAssertion(() => panel.Find("button[popovertarget=audit-days]").TextContent.Trim().ShouldBe("19 Nov 2026"));
        Choose("All days");
        navigation.Uri.ShouldEndWith($"/developer/audit?actor={Team.Admin.UserId}");
        panel.WaitForAssertion(() => panel.Find("button[popovertarget=audit-days]").TextContent.Trim().ShouldBe("All days"));

        void Choose(string days)
        {
            panel.Find("button[popovertarget=audit-days]").Click();
            panel.FindAll("#audit-days .presets button").First(button => button.TextContent == days).Click();
        }
    }

    [Theory]
    [InlineData("?from=2026-11-01", "1 Nov – 20 Nov 2026")]
    [InlineData("?to=2026-11-10", "1 Jan 2000 – 9 Nov 2026")]
    [InlineData("?from=0001-01-01&to=0001-01-01", "All days")]
    public void An_address_with_one_day_or_an_impossible_one_still_opens(string query, string days)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/developer/audit" + query);

        Render<AuditPanel>().Find("button[popovertarget=audit-days]").TextContent.Trim().ShouldBe(days);
    }

    [Fact]
    public async Task Members_who_do_not_manage_the_team_see_nothing_of_it()
    {
        SignIn(Team.Member);

        Render<AuditPanel>().Find(".empty").TextContent.ShouldContain("Only owners and admins");

        await log.DidNotReceiveWithAnyArgs().ListAsync(default!, default);
    }

    [Fact]
    public void Every_action_has_a_description_and_a_kind()
    {
        foreach (var action in AuditActions.All)
        {
            AuditDescriptions.Of(LineOf(action)).ShouldNotBe(action);
            AuditDescriptions.Kinds.Count(kind => action.StartsWith(kind.Prefix, StringComparison.Ordinal)).ShouldBe(1);
        }
    }

    private void Returns(params AuditLine[] lines) => log.ListAsync(Arg.Any<AuditFilter>(), Arg.Any<CancellationToken>()).Returns([.. lines]);

    private AuditLine LineOf(string action, UserId? actor = null) => new()
    {
        Entry = new AuditEntry
        {
            TeamId = Team.Team.Id,
            Number = 7,
            At = Time.GetUtcNow(),
            Action = action,
            Actor = actor ?? Team.Owner.UserId,
            Session = SignInSessionId.New(Time.GetUtcNow()),
            Subject = "it",
            Changes = "[]",
            DetailsHash = [],
            Previous = AuditChain.Start,
            Hash = AuditChain.Start,
        },
        Changes = [],
    };
}
