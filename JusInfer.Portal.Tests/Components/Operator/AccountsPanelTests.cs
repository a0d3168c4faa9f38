using Bunit;
using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Accounts.LegacyAddresses;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Components.Operator;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Operator;

/// <summary>The list of accounts with addresses of earlier versions.</summary>
public sealed class AccountsPanelTests : PanelTestContext
{
    private const string Dotted = "ada@acme.example.";

    private readonly UserId ada;
    private LegacyAccount[] listed = [];

    public AccountsPanelTests()
    {
        ada = UserId.New(Time.GetUtcNow());
        OperatorStore.First = Team.Owner.UserId;
        LegacyStore.ListAsync(Arg.Any<CancellationToken>()).Returns(_ => new LegacyAccountList([.. listed], 1, 0));
        LegacyStore.FindAsync(ada, Arg.Any<CancellationToken>()).Returns(_ => listed[0]);
        var (other, third) = (UserId.New(Time.GetUtcNow()), UserId.New(Time.GetUtcNow()));
        listed = [AccountOf(ada, Dotted), AccountOf(other, "ada@acme.example"), AccountOf(third, "<b>\u00E4@acme.example")];
    }

    [Fact]
    public void Each_account_says_what_is_wrong_with_its_address()
    {
        var panel = Render<AccountsPanel>();

        var rows = panel.FindAll("tbody tr");
        rows.Count.ShouldBe(3);
        rows[0].TextContent.ShouldContain("not verified; 2 accounts have this mailbox");
        rows[2].TextContent.ShouldContain("<b>\u00E4@acme.example");
        rows[2].TextContent.ShouldContain("a new account could not have it");
    }

    [Fact]
    public void Without_such_accounts_there_is_no_list()
    {
        listed = [];

        Render<AccountsPanel>().FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public void Who_is_not_an_operator_sees_no_addresses()
    {
        OperatorStore.First = null;

        Render<AccountsPanel>().Markup.ShouldNotContain(Dotted);
    }

    [Fact]
    public void An_account_is_renamed_in_its_dialog_which_proposes_the_form_of_today()
    {
        LegacyStore.RenameAsync(ada, Dotted, "ada@other.example", Arg.Any<CancellationToken>()).Returns(_ =>
        {
            listed = [];
            return EmailChangeResult.Changed;
        });
        var panel = Render<AccountsPanel>();

        RowMenus.Choose(panel, Dotted, "Rename");
        var field = panel.WaitForElement("#account-email");
        field.GetAttribute("value").ShouldBe("ada@acme.example");
        field.Change("ada@other.example");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => panel.FindAll("[role=dialog], table").ShouldBeEmpty());
    }

    [Fact]
    public void A_reason_against_the_new_address_is_shown_at_its_field()
    {
        LegacyStore.RenameAsync(ada, Dotted, "ada@acme.example", Arg.Any<CancellationToken>()).Returns(EmailChangeResult.Taken);
        var panel = Render<AccountsPanel>();

        RowMenus.Choose(panel, Dotted, "Rename");
        panel.WaitForElement("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => panel.Find("[role=dialog]").TextContent.ShouldContain("Another account has this address."));
    }

    [Fact]
    public void An_account_is_deleted_after_a_confirmation_that_names_the_team_that_goes_with_it()
    {
        Services.GetRequiredService<IAccountStore>().DeleteAsync(ada, Dotted, Time.GetUtcNow(), Arg.Any<CancellationToken>()).Returns(_ =>
        {
            listed = [];
            return true;
        });
        var panel = Render<AccountsPanel>();

        RowMenus.Choose(panel, Dotted, "Delete");
        panel.WaitForElement("[role=dialog]").TextContent.ShouldContain("Nobody else is in Ada's team");
        panel.Find("[role=dialog] button[type=submit]").Click();

        panel.WaitForAssertion(() => panel.FindAll("[role=dialog], table").ShouldBeEmpty());
    }

    private LegacyAccount AccountOf(UserId user, string email) => new(user, email, IsVerified: false, Time.GetUtcNow())
    {
        Teams = [new LegacyTeam("Ada's team", IsAlone: true), new LegacyTeam("Engine Room", IsAlone: false)],
    };
}
