using Bunit;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Components.Operator;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Operator;

public sealed class EndSessionsTests : PanelTestContext
{
    private readonly InMemoryPasswordResetStore accounts = new();

    public EndSessionsTests()
    {
        Services.AddSingleton<IPasswordResetStore>(accounts).AddScoped<ResetLinks>().AddScoped<SessionRevocation>();
        accounts.Accounts["zoe@example.com"] = UserId.New(Time.GetUtcNow());
        foreach (var user in (UserId[])[Zoe, Zoe, Team.Member.UserId])
            SignInSessionStore.All.Add(new SignInSession(
                SignInSessionId.New(Time.GetUtcNow()), user, Time.GetUtcNow(), Time.GetUtcNow().AddDays(1)));
    }

    private UserId Zoe => accounts.Accounts["zoe@example.com"];

    [Fact]
    public void An_operator_ends_all_sessions_of_an_account_and_no_others()
    {
        OperatorStore.First = Team.Owner.UserId;
        var before = SignInSessionStore.All.Count;

        var panel = Submit(" Zoe@example.com ");

        panel.WaitForAssertion(() => panel.FindAll("[role=dialog]").ShouldBeEmpty());
        SignInSessionStore.All.ShouldNotContain(session => session.User == Zoe);
        SignInSessionStore.All.Count.ShouldBe(before - 2);
    }

    [Fact]
    public void An_address_without_an_account_is_named()
    {
        OperatorStore.First = Team.Owner.UserId;

        var panel = Submit("nobody@example.com");

        panel.WaitForAssertion(() => panel.Find("[role=dialog]").TextContent.ShouldContain("No account has this e-mail address."));
    }

    [Fact]
    public void Who_is_not_an_operator_ends_nothing()
    {
        var panel = Submit("zoe@example.com");

        panel.WaitForElement("[role=dialog] [role=alert]").TextContent.ShouldContain("Only the operator");
        SignInSessionStore.All.Count(session => session.User == Zoe).ShouldBe(2);
    }

    private IRenderedComponent<AccountsPanel> Submit(string email)
    {
        var panel = Render<AccountsPanel>();
        panel.FindAll("button").Single(static button => button.TextContent == "End sessions").Click();
        panel.WaitForElement("#sessions-email").Change(email);
        panel.Find("[role=dialog] form").Submit();
        return panel;
    }
}
