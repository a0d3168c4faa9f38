using System.Net;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts.External;

/// <summary>Addresses of a domain that the operator has bound to a provider.</summary>
[Trait("Promise", "P-3")]
public sealed class BoundDomainTests : IClassFixture<ProviderPortal>
{
    private const string Bound = "Addresses of bound.example sign in with Corp on this installation.";

    private readonly ProviderPortal portal;
    private readonly string email = $"{Guid.NewGuid():N}@bound.example";

    public BoundDomainTests(ProviderPortal portal)
    {
        this.portal = portal;
        portal.Reset(Guid.NewGuid().ToString(), email);
    }

    private PagesHost Pages => portal.Pages;

    [Fact]
    public async Task They_sign_up_and_in_with_the_provider_only()
    {
        ProviderPortal.ErrorIn((await portal.ArriveAsync("acme")).Page).ShouldBe(Bound);
        Pages.ForgetCookies();

        await portal.SignUpAsync("corp");

        (await Pages.GetAsync("/account")).Page.ShouldContain(Bound);
        ProviderPortal.ErrorIn((await portal.ArriveAsync("acme")).Page).ShouldBeEmpty();
        ProviderPortal.ErrorIn((await Pages.PostAsync("/account/external", "confirm")).Page).ShouldBe(Bound, "another provider cannot be linked either");
    }

    [Fact]
    public async Task An_earlier_account_with_another_spelling_passes_to_the_person_of_the_provider()
    {
        await using (var scope = Pages.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            var (id, stored) = (Guid.CreateVersion7(), email + ".");
            var earlier = new PortalUser { Id = id, UserName = stored, Email = stored, CreatedAt = DateTimeOffset.UnixEpoch };
            (await users.CreateAsync(earlier, ProviderPortal.Password)).Succeeded.ShouldBeTrue();
        }

        portal.Provider.Person["email"] = email.ToUpperInvariant();
        ProviderPortal.ErrorIn((await portal.ArriveAsync("corp")).Page).ShouldBeEmpty();

        (await Pages.GetAsync("/account")).Page.ShouldContain(email + ".");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_other_way_is_one_sentence_whether_or_not_there_is_an_account(bool exists)
    {
        if (exists) await portal.SignUpAsync("corp");
        Pages.ForgetCookies();

        // Another spelling of the domain is no way around it.
        foreach (var spelling in new[] { email.ToUpperInvariant(), email + ".", email.Replace('.', '\u3002') })
            ProviderPortal.ErrorIn((await portal.SignInWithPasswordAsync(spelling)).Page).ShouldBe(Bound);
        ProviderPortal.ErrorIn((await Pages.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", ProviderPortal.Password))).Page).ShouldBe(Bound);
        var api = new ControlPlaneClient(Pages.Browser);
        var signIn = await api.PostAsync("/v1/auth/login", new { email, password = ProviderPortal.Password });
        (signIn.Status, signIn.Text("detail")).ShouldBe((403, Bound));
        foreach (var spelling in new[] { email, email + "." })
        {
            var signUp = await api.PostAsync("/v1/auth/signup", new { email = spelling, password = ProviderPortal.Password });
            (signUp.Status, signUp.Text("detail")).ShouldBe((403, Bound));
        }
    }

    [Fact]
    public async Task A_passkey_does_not_sign_them_in()
    {
        using var laptop = new SoftwareAuthenticator();
        BeAtLocalhost();
        await portal.SignUpAsync("corp");
        var (form, state) = FormIn((await Pages.GetAsync("/account/passkeys")).Page);
        (await Pages.PostAsync("/account/passkeys", "passkey", ("state", state), ("credential", laptop.Create(form)), ("name", "laptop"))).Page.ShouldContain("recovery codes");
        Pages.ForgetCookies();
        BeAtLocalhost();

        (form, state) = FormIn((await Pages.GetAsync("/login")).Page);
        var (_, page) = await Pages.PostAsync("/login", "passkey", ("state", state), ("credential", laptop.Sign(form)));

        ProviderPortal.ErrorIn(page).ShouldBe(Bound);
    }

    [Fact]
    public async Task They_are_mailed_no_link_to_set_a_password()
    {
        await using var own = await portal.StartAsync("--Smtp:Host=127.0.0.1", "--Smtp:Port=9", "--Smtp:Security=none", "--Smtp:From=noreply@example.com", "--Portal:PublicUrl=https://jusinfer.example.com");

        ProviderPortal.ErrorIn((await own.PostAsync("/forgot", "forgot", ("email", email))).Page).ShouldBe(Bound);
    }

    [Fact]
    public async Task A_link_to_reset_a_password_does_not_work_for_them()
    {
        await portal.SignUpAsync("corp");
        var token = ResetLink.NewToken();
        var user = await portal.IdOfAsync(email);
        await Pages.Services.GetRequiredService<IPasswordResetStore>()
            .AddAsync(new PasswordReset(user, DateTimeOffset.UtcNow), ResetLink.HashOf(token), TestContext.Current.CancellationToken);

        var (_, page) = await Pages.PostAsync("/reset", "reset", ("token", token.Reveal()), ("password", ProviderPortal.Password));

        ProviderPortal.ErrorIn(page).ShouldBe(Bound);
    }

    [Fact]
    public async Task The_provider_has_to_say_that_the_address_is_verified()
    {
        portal.Provider.Person["email_verified"] = false;

        ProviderPortal.ErrorIn((await portal.ArriveAsync("corp")).Page).ShouldBe($"Corp does not say that {email} is verified. Verify the address there, and try again.");
    }

    [Theory] // a provider with which anyone names any address: mcdonc/klangk#1226, Morelitea/initiative#666
    [InlineData("acme", "example.org", false)]
    [InlineData("google", "example.org", false)]
    [InlineData("hub", "example.org", false)]
    [InlineData("corp", "example.org", false)]
    [InlineData("corp", "bound.example", true)]
    public async Task Only_the_provider_of_the_domain_makes_an_operator_of_a_listed_address(string provider, string domain, bool expected)
    {
        var listed = $"boss-{provider}@{domain}";
        await using var own = await portal.StartAsync($"--Operator:Emails:0={listed.ToUpperInvariant()}");
        (portal.Provider.Person["email"], portal.Provider.Person["id"], portal.Provider.Person["login"]) = (listed, 4712, "boss");
        portal.Provider.Emails = [new { email = listed, primary = true, verified = true }];
        await portal.ArriveAsync(own, provider);
        await own.PostAsync("/account/external", "external-sign-up");

        await using var scope = own.Services.CreateAsyncScope();
        var account = (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(listed))
            .ShouldNotBeNull();
        account.EmailConfirmed.ShouldBe(expected);
        (await scope.ServiceProvider.GetRequiredService<IOperatorAuthorization>()
            .CheckAsync(account.UserId, TestContext.Current.CancellationToken) is null).ShouldBe(expected);
        (await own.GetAsync("/operator")).Answer.IsSuccessStatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("acme", "example.org", false)]
    [InlineData("corp", "bound.example", true)]
    public async Task An_address_that_is_listed_after_a_provider_has_verified_it_stays_verified_only_if_its_domain_is_bound(string provider,
        string domain, bool expected)
    {
        var listed = $"{Guid.NewGuid():N}@{domain}";
        portal.Provider.Person["email"] = listed;
        await portal.SignUpAsync(provider);
        var store = Pages.Services.GetRequiredService<IOperatorStore>();
        var user = await portal.IdOfAsync(listed);
        (await store.FindVerifiedEmailAsync(user, TestContext.Current.CancellationToken)).ShouldBe(listed);

        await new ListedOperators(store, new OperatorOptions { Emails = [listed.ToUpperInvariant()] })
            .StartAsync(TestContext.Current.CancellationToken);

        (await store.FindVerifiedEmailAsync(user, TestContext.Current.CancellationToken)).ShouldBe(expected ? listed : null);
    }

    [Fact]
    public async Task An_account_from_before_the_domain_was_bound_passes_to_the_person_at_the_provider()
    {
        // Someone else may have signed up with the address, which nobody had verified.
        await using (var scope = Pages.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            var now = DateTimeOffset.UtcNow;
            var user = new PortalUser { Id = UserId.New(now).Value, UserName = email, Email = email, CreatedAt = now };
            (await users.CreateAsync(user, ProviderPortal.Password)).Succeeded.ShouldBeTrue();
        }

        var (answer, _) = await portal.ArriveAsync("corp");

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await ProviderPortal.IsSignedInAsync(Pages)).ShouldBeTrue();
        var account = (await portal.FindAsync(email)).ShouldNotBeNull();
        (account.EmailConfirmed, account.PasswordHash).ShouldBe((true, null));
    }

    /// <summary>Browsers use passkeys at a name only.</summary>
    private void BeAtLocalhost()
    {
        Pages.Browser.DefaultRequestHeaders.Host = "localhost";
        Pages.Browser.DefaultRequestHeaders.Add("Origin", "http://localhost");
    }

    /// <summary>The options and the state of the form for a passkey.</summary>
    private static (string Options, string State) FormIn(string page)
    {
        var form = new HtmlParser().ParseDocument(page).QuerySelector("form[data-passkey]").ShouldNotBeNull();
        return (form.GetAttribute("data-options")!, form.QuerySelector("input[name=state]")!.GetAttribute("value")!);
    }
}
