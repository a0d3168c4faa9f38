using System.Net;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.Components.Account;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts.External;

/// <summary>Which account a person gets who comes from a provider.</summary>
[Trait("Promise", "P-3")]
public sealed class ExternalSignInTests : IClassFixture<ProviderPortal>
{
    private const string Password = ProviderPortal.Password;

    private readonly ProviderPortal portal;
    private readonly string subject = Guid.NewGuid().ToString();
    private readonly string email = $"{Guid.NewGuid():N}@example.com";

    public ExternalSignInTests(ProviderPortal portal)
    {
        this.portal = portal;
        portal.Reset(subject, email);
    }

    private ScriptedIdentityProvider Provider => portal.Provider;

    private PagesHost Pages => portal.Pages;

    [Fact]
    public async Task A_new_person_creates_an_account_with_a_verified_address_and_signs_in_to_it_from_then_on()
    {
        (await Pages.GetAsync("/login")).Page.ShouldContain("Sign in with Acme");
        (await Pages.GetAsync("/login?form=sign-up")).Page.ShouldContain("Sign up with Acme");
        await portal.ArriveAsync();
        await portal.SubmitAsync("external-sign-up", ("team", "The Lovelaces"));

        var (_, account) = await Pages.GetAsync("/account");
        account.ShouldContain("The Lovelaces");
        account.ShouldContain($"Unlink {email} at Acme");
        (await portal.FindAsync(email))!.EmailConfirmed.ShouldBeTrue();

        Pages.ForgetCookies();
        var (answer, _) = await portal.ArriveAsync(query: "?returnUrl=%2Fdeveloper%2Fusage");
        answer.Headers.Location!.AbsolutePath().ShouldBe("/developer/usage");
        (await ProviderPortal.IsSignedInAsync(Pages)).ShouldBeTrue();
        (await Pages.GetAsync("/account/external")).Page.ShouldNotContain("Create your account");
        var export = (await Pages.GetAsync("/account/export.json")).Page;
        export.ShouldContain($"{Provider.Address}/acme");
        export.ShouldContain(subject);
    }

    [Fact]
    public async Task The_session_of_a_provider_is_one_of_the_list_and_in_the_audit_log()
    {
        await portal.SignUpAsync();

        (await Pages.GetAsync("/account")).Page.ShouldContain("this session");
        (await Pages.GetAsync($"/developer/audit.csv?action={AuditActions.SignedIn}")).Page.ShouldContain(AuditActions.SignedIn);
    }

    [Fact]
    public async Task A_session_is_not_that_of_the_provider_which_is_asked_only_at_a_sign_in()
    {
        await portal.SignUpAsync();
        Provider.Asked.Clear();

        (await ProviderPortal.IsSignedInAsync(Pages)).ShouldBeTrue();

        Provider.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_is_verified_only_if_the_provider_says_so()
    {
        Provider.Person["email_verified"] = false;

        await portal.SignUpAsync();

        (await portal.FindAsync(email))!.EmailConfirmed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_person_without_an_address_gets_no_account()
    {
        Provider.Person.Remove("email");
        Provider.UserInfo["sub"] = subject;

        ProviderPortal.ErrorIn((await portal.ArriveAsync()).Page).ShouldBe(
            "Acme gave no e-mail address, or one that is not in ASCII. An account needs one: allow it there, and write an internationalized "
            + "domain in its xn-- form.");
    }

    [Fact]
    public async Task The_address_of_an_account_does_not_open_it_and_its_person_links_the_provider()
    {
        await portal.SignUpWithPasswordAsync(email);
        Pages.ForgetCookies();

        ProviderPortal.ErrorIn((await portal.ArriveAsync()).Page)
            .ShouldBe($"An account has the address {email} already. Sign in to it as before, and then link Acme on its account page.");
        (await ProviderPortal.IsSignedInAsync(Pages)).ShouldBeFalse();

        await portal.SignInWithPasswordAsync(email);
        await LinkAsync();
        Pages.ForgetCookies();
        await portal.ArriveAsync();
        (await ProviderPortal.IsSignedInAsync(Pages)).ShouldBeTrue();
        var log = (await Pages.GetAsync("/developer/audit.csv?action=account.")).Page;
        log.ShouldContain(AuditActions.IdentityLinked);
    }

    [Fact]
    public async Task Linking_takes_the_password()
    {
        await portal.SignUpWithPasswordAsync(email);
        (await portal.ArriveAsync()).Page.ShouldContain("Link Acme?");

        var (_, missing) = await Pages.PostAsync("/account/external", "confirm");
        missing.ShouldContain("Enter your password.");
        var (_, wrong) = await Pages.PostAsync("/account/external", "confirm", ("password", "not the password"));
        wrong.ShouldContain("Password is wrong.");

        (await Pages.GetAsync("/account")).Page.ShouldNotContain("Unlink ");
    }

    [Fact]
    public async Task An_identity_belongs_to_one_account()
    {
        await portal.SignUpAsync();
        var other = $"{Guid.NewGuid():N}@example.com";
        await portal.SignUpWithPasswordAsync(other);

        await portal.ArriveAsync();
        var (_, page) = await Pages.PostAsync("/account/external", "confirm", ("password", Password));

        ProviderPortal.ErrorIn(page).ShouldBe("This Acme account is linked to an account already.");
    }

    [Fact]
    public async Task An_unlinked_provider_opens_the_account_no_more()
    {
        await portal.SignUpWithPasswordAsync(email);
        await LinkAsync();

        await UnlinkAsync(("password", Password));

        Pages.ForgetCookies();
        ProviderPortal.ErrorIn((await portal.ArriveAsync()).Page).ShouldStartWith("An account has the address");
        await portal.SignInWithPasswordAsync(email);
        (await Pages.GetAsync("/developer/audit.csv?action=account.")).Page.ShouldContain(AuditActions.IdentityUnlinked);
    }

    [Fact]
    public async Task The_only_way_to_sign_in_stays_until_there_is_another_one()
    {
        await portal.SignUpAsync();
        var address = await UnlinkAddressAsync();
        ProviderPortal.ErrorIn((await Pages.PostAsync(address, "confirm")).Page).ShouldBe("This is the only way to sign in to your account. Set a password or link another provider first.");

        (await Pages.PostAsync("/account", "password", ("new", Password))).Page.ShouldContain("Your password was changed");
        await UnlinkAsync(("password", Password));

        Pages.ForgetCookies();
        (await portal.SignInWithPasswordAsync(email)).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task An_account_without_a_password_cannot_be_signed_in_to_with_one()
    {
        await portal.SignUpAsync();
        Pages.ForgetCookies();

        ProviderPortal.ErrorIn((await portal.SignInWithPasswordAsync(email)).Page).ShouldStartWith("The e-mail address or the password is wrong.");
    }

    [Fact]
    public async Task An_account_without_a_password_is_deleted_with_its_links()
    {
        await portal.SignUpAsync();

        (await Pages.PostAsync("/account/delete", "confirm")).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);

        Pages.ForgetCookies();
        (await portal.ArriveAsync()).Page.ShouldContain("Create your account");
    }

    [Fact]
    public async Task A_second_factor_is_asked_for_after_the_provider()
    {
        await portal.SignUpAsync();
        var factors = Pages.Services.GetRequiredService<SecondFactorService>();
        var user = await portal.IdOfAsync(email);
        var (_, codes) = await factors.EnrollAsync(user, DateTimeOffset.UtcNow);
        Pages.ForgetCookies();

        var (_, page) = await portal.ArriveAsync();

        page.ShouldContain("Enter your code");
        (await ProviderPortal.IsSignedInAsync(Pages)).ShouldBeFalse();
        var ticket = new HtmlParser().ParseDocument(page).QuerySelector("input[name=ticket]")!.GetAttribute("value")!;
        (await Pages.PostAsync("/account/external", "second-factor", ("ticket", ticket), ("code", codes[0].Reveal()))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await ProviderPortal.IsSignedInAsync(Pages)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("invite", "Sign-up is by invitation; ask an owner of your team for one.")]
    [InlineData("closed", "Sign-up is closed on this installation; ask its operator.")]
    public async Task Who_may_sign_up_is_the_same_as_with_a_password(string mode, string expected)
    {
        await using var own = await portal.StartAsync($"--Accounts:SignUp={mode}");
        await portal.ArriveAsync(own, "acme");

        var (_, page) = await own.PostAsync("/account/external", "external-sign-up");

        ProviderPortal.ErrorIn(page).ShouldBe(expected);
        (await ProviderPortal.IsSignedInAsync(own)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_invitation_is_accepted_with_a_provider_by_the_invited_address_only()
    {
        var owner = new ControlPlaneClient(Pages.Browser);
        var answer = await owner.PostAsync("/v1/auth/signup", new { email = "owner-" + email, password = Password });
        owner.Access = answer.Text("access_token");
        var invited = await owner.PostAsync("/v1/tenant/members", new { email, role = "member" });
        var invite = new Uri(invited.Text("invite_url")).Query.Replace("?invite=", "", StringComparison.Ordinal);
        (await Pages.GetAsync($"/login?invite={invite}")).Page.ShouldContain("Join with Acme");

        Provider.Person["email"] = "other-" + email;
        await portal.ArriveAsync(query: $"?invite={invite}");
        ProviderPortal.ErrorIn((await Pages.PostAsync("/account/external", "external-sign-up")).Page).ShouldBe($"This invitation is for {email}, not for other-{email}.");

        Pages.ForgetCookies();
        Provider.Person["email"] = email;
        await portal.ArriveAsync(query: $"?invite={invite}");
        await portal.SubmitAsync("external-sign-up");
        (await Pages.GetAsync("/account")).Page.ShouldContain($"Team owner-{email[..email.IndexOf('@', StringComparison.Ordinal)]}");
    }

    [Fact]
    public async Task Google_is_a_provider_like_others()
    {
        await portal.SignUpAsync("google");

        (await Pages.GetAsync("/account")).Page.ShouldContain($"Unlink {email} at Google");
    }

    [Fact]
    public async Task GitHub_gives_its_number_and_the_verified_primary_address()
    {
        (Provider.Person["id"], Provider.Person["login"]) = (4711, "ada");
        Provider.Emails = [new { email = "old-" + email, primary = false, verified = true }, new { email, primary = true, verified = true }];

        await portal.SignUpAsync("hub");

        (await portal.FindAsync(email))!.EmailConfirmed.ShouldBeTrue();
        Provider.Asked[0]["scope"].ShouldBe("read:user user:email");
        (await Pages.GetAsync("/account/export.json")).Page.ShouldContain("\"4711\"");
        Provider.Person["login"] = "lovelace";
        Pages.ForgetCookies();
        await portal.ArriveAsync("hub");
        (await ProviderPortal.IsSignedInAsync(Pages)).ShouldBeTrue("the number stays when the name changes");
        await DeleteAsync();
    }

    [Fact]
    public async Task GitHub_without_a_verified_primary_address_gives_no_account()
    {
        (Provider.Person["id"], Provider.Person["login"]) = (4712, "eve");
        Provider.Emails = [new { email, primary = true, verified = false }, new { email = "old-" + email, primary = false, verified = true }];

        ProviderPortal.ErrorIn((await portal.ArriveAsync("hub")).Page)
            .ShouldBe("Your GitHub account has no primary address that is verified and in ASCII. Verify one at GitHub, and try again.");
    }

    [Fact]
    public async Task A_code_that_GitHub_does_not_know_is_rejected()
    {
        var callback = await portal.BeginAsync(Pages, "hub");

        var (_, page) = await ProviderPortal.ReturnAsync(Pages, callback.Replace("code=", "code=x", StringComparison.Ordinal));

        ProviderPortal.ErrorIn(page).ShouldStartWith("The answer of GitHub could not be verified.");
    }

    private async Task LinkAsync()
    {
        (await portal.ArriveAsync()).Page.ShouldContain("Link Acme?");
        await portal.SubmitAsync("confirm", ("password", Password));
    }

    private async Task<string> UnlinkAddressAsync() =>
        new HtmlParser().ParseDocument((await Pages.GetAsync("/account")).Page).QuerySelector("a[href^='/account/unlink']").ShouldNotBeNull().GetAttribute("href")!;

    private async Task UnlinkAsync(params (string Name, string Value)[] fields)
    {
        var (answer, page) = await Pages.PostAsync(await UnlinkAddressAsync(), "confirm", fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.Found, ProviderPortal.ErrorIn(page));
    }

    private async Task DeleteAsync() => (await Pages.PostAsync("/account/delete", "confirm")).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
}
