using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Account;

/// <summary>Adding, using and removing passkeys, with an authenticator in software. <c>UsingAPasskey</c> does it in a browser.</summary>
public sealed class PasskeyPagesTests : IClassFixture<SharedPortal>, IAsyncLifetime
{
    private const string Password = "a long enough password";
    private const string Path = "/account/passkeys";

    private readonly PagesHost portal;
    private readonly SoftwareAuthenticator laptop = new();
    private readonly string email = $"{Guid.NewGuid():N}@example.com";

    public PasskeyPagesTests(SharedPortal open)
    {
        portal = open.Pages;
        BeVisitor();
    }

    /// <summary>Each test is another person, who is signed in.</summary>
    public async ValueTask InitializeAsync() => await SignUpAsync(email);

    public ValueTask DisposeAsync()
    {
        laptop.Dispose();
        portal.ForgetCookies();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_passkey_signs_in_without_a_password_and_in_place_of_a_code()
    {
        var added = await AddAsync(laptop, "my laptop");
        Parse(added).QuerySelectorAll(".codes li").Length.ShouldBe(10, "recovery codes for when the passkey is lost");
        (await portal.GetAsync(Path)).Page.ShouldContain("my laptop");
        (await portal.GetAsync("/account/export.json")).Page.ShouldContain(laptop.Id);

        BeVisitor();
        var (answer, _) = await SignInAsync(laptop);
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await portal.GetAsync("/account")).Page.ShouldContain(email);

        BeVisitor();
        var (second, page) = await PostPasswordAsync();
        second.StatusCode.ShouldBe(HttpStatusCode.OK, "the password alone is not enough");
        OptionsOf(page).ShouldContain(laptop.Id);
        (await PostPasskeyAsync(page, laptop)).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await portal.GetAsync("/account")).Page.ShouldContain(email);
    }

    /// <summary>
    /// An authenticator without a counter of signatures does not show that the answer is an old one (Web Authentication, section 13.4.3).
    /// </summary>
    [Fact]
    public async Task An_answer_of_a_passkey_signs_in_once()
    {
        await AddAsync(laptop, "my laptop");
        BeVisitor();
        var (_, page) = await portal.GetAsync("/login");
        laptop.Count = uint.MaxValue; // Zero after it: without a counter.
        var (state, credential) = (StateOf(page), laptop.Sign(OptionsOf(page)));
        (await portal.PostAsync("/login", "passkey", ("state", state), ("credential", credential))).Answer.StatusCode
            .ShouldBe(HttpStatusCode.Found);

        BeVisitor();
        await portal.GetAsync("/login");
        var (again, refused) = await portal.PostAsync("/login", "passkey", ("state", state), ("credential", credential));

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        refused.ShouldContain("used already");
        (await SignInAsync(laptop)).Answer.StatusCode.ShouldBe(HttpStatusCode.Found, "another challenge");
    }

    [Fact]
    public async Task A_recovery_code_replaces_a_lost_passkey()
    {
        var code = Parse(await AddAsync(laptop, "my laptop")).QuerySelector(".codes li")!.TextContent;
        BeVisitor();
        var (_, page) = await PostPasswordAsync();

        var (answer, _) = await portal.PostAsync("/login", "second-factor", ("ticket", TicketOf(page)), ("code", code));

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_second_passkey_keeps_the_recovery_codes_and_is_in_the_audit_log()
    {
        using var phone = new SoftwareAuthenticator();
        await AddAsync(laptop, "my laptop");

        Parse(await AddAsync(phone, "my phone")).QuerySelector("[role=status]")!.TextContent.ShouldStartWith("The passkey was added. End your other sessions");

        var log = (await portal.GetAsync($"/developer/audit.csv?action={AuditActions.PasskeyAdded}")).Page;
        log.ShouldContain("my phone");
    }

    [Fact]
    public async Task Adding_a_passkey_takes_the_password_and_the_answer_of_the_browser()
    {
        var (_, page) = await portal.GetAsync(Path);
        var (options, state) = (OptionsOf(page), StateOf(page));

        (await portal.PostAsync(Path, "passkey", ("state", state), ("credential", laptop.Create(options)), ("password", "not the password"))).Page.ShouldContain("Password is wrong.");
        (await portal.PostAsync(Path, "passkey", ("state", state), ("credential", ""), ("password", Password))).Page.ShouldContain("Passkeys need JavaScript");
        (await portal.PostAsync(Path, "passkey", ("state", "nonsense"), ("credential", laptop.Create(options)), ("password", Password))).Page.ShouldContain("This took too long.");

        (await portal.GetAsync("/account")).Page.ShouldContain("protects your account if someone learns your password");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("another challenge")]
    [InlineData("another site")]
    [InlineData("nobody was checked")]
    public async Task A_passkey_that_the_browser_did_not_create_for_this_page_is_rejected(string fault)
    {
        var (_, page) = await portal.GetAsync(Path);
        var options = fault == "another challenge" ? OptionsOf((await portal.GetAsync(Path)).Page) : OptionsOf(page);
        if (fault == "another site") laptop.Origin = "http://evil.example.com";
        laptop.VerifiesUser = fault != "nobody was checked";
        var credential = fault is "nonsense" or "{}" ? fault : laptop.Create(options);

        var (answer, shown) = await portal.PostAsync(Path, "passkey", ("state", StateOf(page)), ("credential", credential), ("password", Password));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        shown.ShouldContain("did not create a passkey that this portal accepts");
        (await portal.GetAsync("/account")).Page.ShouldContain("protects your account if someone learns your password");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("another challenge")]
    [InlineData("another site")]
    [InlineData("nobody was checked")]
    [InlineData("a copy that has signed less")]
    public async Task A_signature_that_does_not_fit_signs_nobody_in(string fault)
    {
        laptop.Count = 5;
        await AddAsync(laptop, "my laptop");
        BeVisitor();
        var (_, page) = await portal.GetAsync("/login");
        var options = fault == "another challenge" ? OptionsOf((await portal.GetAsync("/login")).Page) : OptionsOf(page);
        if (fault == "another site") laptop.Origin = "http://evil.example.com";
        if (fault == "a copy that has signed less") laptop.Count = 2;
        laptop.VerifiesUser = fault != "nobody was checked";
        var credential = fault is "nonsense" or "{}" ? fault : laptop.Sign(options);

        var (answer, shown) = await portal.PostAsync("/login", "passkey", ("state", StateOf(page)), ("credential", credential));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Parse(shown).QuerySelector(".notice.danger")!.TextContent.ShouldBe("The browser did not use a passkey of this account. Try again.");
        (await portal.GetAsync("/account")).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    /// <summary>A password manager has it on several devices, each of which counts for itself.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_passkey_that_is_on_several_devices_signs_in_with_any_counter(bool isBackedUp, bool wasBackedUp)
    {
        (laptop.Count, laptop.Backup) = (5, (true, wasBackedUp));
        await AddAsync(laptop, "my passwords");
        laptop.Backup = (true, isBackedUp);

        foreach (var count in (uint[])[7, 2, 0, 2])
        {
            BeVisitor();
            laptop.Count = count;
            (await SignInAsync(laptop)).Answer.StatusCode.ShouldBe(HttpStatusCode.Found, $"{count}");
        }
    }

    [Fact]
    public async Task A_passkey_that_no_account_has_is_named_as_such()
    {
        BeVisitor();
        using var stranger = new SoftwareAuthenticator();

        var (answer, page) = await SignInAsync(stranger);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Parse(page).QuerySelector(".notice.danger")!.TextContent.ShouldContain("Delete it from your device or password manager");
    }

    [Fact]
    public async Task A_passkey_is_added_once_and_the_page_says_what_to_do()
    {
        await AddAsync(laptop, "my laptop");
        (await AddAgainAsync())
            .ShouldBe("Your account has this passkey already. To add another one, use another device or password manager.");

        BeVisitor();
        await SignUpAsync("eve-" + email);
        (await AddAgainAsync())
            .ShouldBe("Another account has this passkey. Use another device or password manager, or remove it there first.");

        async Task<string> AddAgainAsync()
        {
            var (_, page) = await portal.GetAsync(Path);
            var fields = new[] { ("state", StateOf(page)), ("credential", laptop.Create(OptionsOf(page))), ("password", Password) };
            var (_, shown) = await portal.PostAsync(Path, "passkey", fields);
            return Parse(shown).QuerySelector(".notice.danger:not([hidden])").ShouldNotBeNull().TextContent;
        }
    }

    [Fact]
    public async Task A_passkey_of_another_account_does_not_replace_the_code()
    {
        await AddAsync(laptop, "my laptop");
        using var eve = new SoftwareAuthenticator();
        BeVisitor();
        await SignUpAsync("eve-" + email);
        await AddAsync(eve, "eve's");
        BeVisitor();
        var (_, page) = await PostPasswordAsync();

        (await PostPasskeyAsync(page, eve)).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var own = await portal.GetAsync("/login");
        var (answer, shown) = await portal.PostAsync(
            "/login", "passkey", ("ticket", TicketOf(page)), ("state", StateOf(own.Page)), ("credential", eve.Sign(OptionsOf(own.Page))));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        shown.ShouldContain("This passkey is one of another account.");
    }

    [Fact]
    public async Task A_removed_passkey_signs_nobody_in_and_without_another_factor_the_password_is_enough()
    {
        await AddAsync(laptop, "my laptop");
        var address = Parse((await portal.GetAsync(Path)).Page).QuerySelector(".passkeys a")!.GetAttribute("href")!;
        (await portal.PostAsync(address, "confirm", ("password", "not the password"))).Page.ShouldContain("Password is wrong.");

        (await portal.PostAsync(address, "confirm", ("password", Password))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);

        (await portal.GetAsync(address)).Page.ShouldContain("This account has no such passkey.");
        BeVisitor();
        var (answer, page) = await SignInAsync(laptop);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("it was removed, or is of another portal");
        (await PostPasswordAsync()).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_passkey_is_what_a_team_requires_and_the_last_one_stays()
    {
        var client = new ControlPlaneClient(portal.Browser);
        client.Access = (await client.PostAsync("/v1/auth/login", new { email, password = Password })).Text("access_token");
        (await client.PatchAsync("/v1/tenant", new { require_second_factor = true })).ShouldBe(200);
        (await portal.GetAsync("/developer/keys")).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await portal.GetAsync(Path)).Page.ShouldContain("Your team requires a second factor.");

        await AddAsync(laptop, "my laptop");

        (await portal.GetAsync("/developer/keys")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var address = Parse((await portal.GetAsync(Path)).Page).QuerySelector(".passkeys a")!.GetAttribute("href")!;
        (await portal.GetAsync(address)).Page.ShouldContain("this passkey is your only one");
    }

    [Fact]
    public async Task A_session_that_used_no_second_factor_confirms_with_a_passkey_and_returns_to_the_page()
    {
        using var first = portal.OpenBrowser("another browser");
        BeVisitor();
        await PostPasswordAsync();
        await AddAsync(laptop, "my laptop");
        portal.ReplaceBrowser(first).Dispose();
        (await UnconfirmedAsync()).ShouldBe(1);
        const string Address = "/account/confirm?returnUrl=%2Fdeveloper%2Ftenant";
        var (_, page) = await portal.GetAsync(Address);
        (await portal.PostAsync(Address, "passkey", ("state", StateOf(page)), ("credential", "{}"))).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await UnconfirmedAsync()).ShouldBe(1);

        var (answer, _) = await portal.PostAsync(Address, "passkey", ("state", StateOf(page)), ("credential", laptop.Sign(OptionsOf(page))));

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.AbsolutePath().ShouldBe("/developer/tenant");
        (await UnconfirmedAsync()).ShouldBe(0);
    }

    /// <summary>The number of sessions in which no second factor was used.</summary>
    private async Task<int> UnconfirmedAsync()
    {
        var token = TestContext.Current.CancellationToken;
        var user = (await portal.Services.GetRequiredService<IPasswordResetStore>().FindAccountAsync(email, token)).ShouldNotBeNull().Id;
        return (await portal.Services.GetRequiredService<ISignInSessionStore>().ListAsync(user, token)).Count(static session => session.SecondFactorAt is null);
    }

    /// <summary>Continues as a new visitor whose browser names the site that the authenticator has the passkey for.</summary>
    private void BeVisitor()
    {
        portal.ForgetCookies();
        portal.Browser.DefaultRequestHeaders.Host = "localhost";
        portal.Browser.DefaultRequestHeaders.Add("Origin", "http://localhost");
    }

    private async Task SignUpAsync(string address) => await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", address), ("password", Password));

    private async Task<string> AddAsync(SoftwareAuthenticator authenticator, string name)
    {
        var (_, page) = await portal.GetAsync(Path);
        var credential = authenticator.Create(OptionsOf(page));
        var (answer, added) = await portal.PostAsync(Path, "passkey", ("state", StateOf(page)), ("credential", credential), ("name", name), ("password", Password));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Parse(added).QuerySelectorAll(".notice.danger:not([hidden]), .field-error").Select(static error => error.TextContent).ShouldBeEmpty();
        return added;
    }

    private async Task<(HttpResponseMessage Answer, string Page)> SignInAsync(SoftwareAuthenticator authenticator)
    {
        var (_, page) = await portal.GetAsync("/login");
        return await portal.PostAsync("/login", "passkey", ("state", StateOf(page)), ("credential", authenticator.Sign(OptionsOf(page))));
    }

    private Task<(HttpResponseMessage Answer, string Page)> PostPasswordAsync() => portal.PostAsync("/login", "sign-in", ("email", email), ("password", Password));

    private Task<(HttpResponseMessage Answer, string Page)> PostPasskeyAsync(string page, SoftwareAuthenticator authenticator) =>
        portal.PostAsync("/login", "passkey", ("ticket", TicketOf(page)), ("state", StateOf(page)), ("credential", authenticator.Sign(OptionsOf(page))));

    private static IElement FormIn(string page) => Parse(page).QuerySelector("form[data-passkey]").ShouldNotBeNull();

    private static string OptionsOf(string page) => FormIn(page).GetAttribute("data-options")!;

    private static string StateOf(string page) => FormIn(page).QuerySelector("input[name=state]")!.GetAttribute("value")!;

    private static string TicketOf(string page) => FormIn(page).QuerySelector("input[name=ticket]")!.GetAttribute("value")!;

    private static IDocument Parse(string page) => new HtmlParser().ParseDocument(page);
}
