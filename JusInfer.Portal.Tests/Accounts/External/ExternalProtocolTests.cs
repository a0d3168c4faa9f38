using System.Net;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Accounts.External;

/// <summary>What a provider and a browser may send, over real sockets. <c>SigningInWithAProvider</c> is with a real provider.</summary>
[Trait("Promise", "P-3")]
public sealed class ExternalProtocolTests : IClassFixture<ProviderPortal>
{
    private const string Unreachable = "This portal cannot reach Acme at the moment. Try again in a few minutes.";
    private const string Rejected = "The answer of Acme could not be verified.";
    private const string Expired = "took too long, was completed already, or began in another browser. Start again.";

    private readonly ProviderPortal portal;
    private readonly string email = $"{Guid.NewGuid():N}@example.com";

    public ExternalProtocolTests(ProviderPortal portal)
    {
        this.portal = portal;
        portal.Reset(Guid.NewGuid().ToString(), email);
    }

    private ScriptedIdentityProvider Provider => portal.Provider;

    private PagesHost Pages => portal.Pages;

    [Fact]
    public async Task Every_sign_in_has_its_own_state_nonce_and_proof_key()
    {
        await portal.BeginAsync(Pages);
        await portal.BeginAsync(Pages);

        var (first, second) = (Provider.Asked[0], Provider.Asked[1]);
        foreach (var name in new[] { "state", "nonce", "code_challenge" }) (first[name].Length >= 43 && first[name] != second[name]).ShouldBeTrue(name);
        first["redirect_uri"].ShouldEndWith("/account/external/acme/callback");
        first["scope"].ShouldBe("openid email profile");
    }

    [Fact]
    public async Task The_cookie_of_a_sign_in_is_for_this_site_only_and_lasts_15_minutes()
    {
        var (answer, _) = await Pages.GetAsync("/account/external/acme");

        var cookie = answer.Headers.GetValues("Set-Cookie")
            .Single(static cookie => cookie.StartsWith("__Host-jusinfer-external-", StringComparison.Ordinal));
        cookie.ShouldContain("max-age=900");
        cookie.ShouldContain("path=/;");
        cookie.ShouldContain("samesite=lax");
        cookie.ShouldContain("httponly");
    }

    [Theory]
    [InlineData("cross-site", "/login")]
    [InlineData("same-site", "/login")]
    [InlineData("same-origin", null)]
    [InlineData("none", null)]
    public async Task Another_site_cannot_begin_a_sign_in(string site, string? ledTo)
    {
        Pages.Browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);

        var (answer, _) = await Pages.GetAsync("/account/external/acme");

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        if (ledTo is null) answer.Headers.Location!.OriginalString.ShouldStartWith(Provider.Address.ToString());
        else answer.Headers.Location!.OriginalString.ShouldBe(ledTo);
        answer.Headers.Contains("Set-Cookie").ShouldBe(ledTo is null);
    }

    [Theory]
    [InlineData("nonce", "another")]
    [InlineData("nonce", null)]
    [InlineData("aud", "another client")]
    [InlineData("azp", "another client")]
    [InlineData("iss", "https://evil.example.com")]
    [InlineData("sub", "")]
    [InlineData("sub", null)]
    [InlineData("exp", 1_000_000L)]
    [InlineData("exp", null)]
    [InlineData("nbf", 4_000_000_000L)]
    public async Task An_id_token_with_a_wrong_claim_signs_nobody_in(string claim, object? value)
    {
        Provider.Wrong[claim] = value;

        await ShouldFailAsync(Rejected);
    }

    [Theory]
    [InlineData("another key")]
    [InlineData("no signature")]
    [InlineData("the public key as a secret")]
    [InlineData("changed claims")]
    [InlineData("no token")]
    public async Task An_id_token_that_the_provider_did_not_sign_signs_nobody_in(string fault)
    {
        using var stranger = RSA.Create(2048);
        Provider.Sign = payload => fault switch
        {
            "another key" => ScriptedIdentityProvider.SignWith((stranger, Provider.Key.Id), payload),
            "no signature" => ScriptedIdentityProvider.Encode(new { alg = "none" }, payload, static _ => []),
            "the public key as a secret" => ScriptedIdentityProvider.Encode(
                new { alg = "HS256", kid = Provider.Key.Id }, payload, bytes => HMACSHA256.HashData(Encoding.ASCII.GetBytes(Provider.Key.Key.ExportSubjectPublicKeyInfoPem()), bytes)),
            "changed claims" => Changed(ScriptedIdentityProvider.SignWith(Provider.Key, payload)),
            _ => "nonsense",
        };

        await ShouldFailAsync(Rejected);
    }

    [Fact]
    public async Task A_clock_that_is_a_minute_wrong_does_not_matter()
    {
        Provider.Wrong["exp"] = DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds();

        (await portal.ArriveAsync()).Page.ShouldContain("Create your account");
    }

    [Fact]
    public async Task A_callback_works_once()
    {
        var callback = await portal.BeginAsync(Pages);
        (await ProviderPortal.ReturnAsync(Pages, callback)).Page.ShouldContain("Create your account");

        var (_, page) = await ProviderPortal.ReturnAsync(Pages, callback);

        ProviderPortal.ErrorIn(page).ShouldContain(Expired);
    }

    /// <summary>Such as a browser that opens the tabs of yesterday, each of which leads to the provider.</summary>
    [Fact]
    public async Task Tabs_of_one_browser_that_sign_in_at_once_all_do()
    {
        var first = await portal.BeginAsync(Pages, query: "?returnUrl=/developer/keys");
        var second = await portal.BeginAsync(Pages, query: "?returnUrl=/developer/usage");

        (await ProviderPortal.ReturnAsync(Pages, first)).Page.ShouldContain("Create your account");
        await portal.SubmitAsync("external-sign-up");

        var (answer, page) = await ProviderPortal.ReturnAsync(Pages, second);
        answer.StatusCode.ShouldBe(HttpStatusCode.Found, page);
        answer.Headers.Location!.OriginalString.ShouldEndWith("/developer/usage");
        (await ProviderPortal.IsSignedInAsync(Pages)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_browser_has_five_sign_ins_at_once_and_the_next_one_ends_the_oldest()
    {
        var callbacks = new List<string>();
        for (var tab = 0; tab < 6; tab++) callbacks.Add(await portal.BeginAsync(Pages));

        ProviderPortal.ErrorIn((await ProviderPortal.ReturnAsync(Pages, callbacks[0])).Page).ShouldContain(Expired);
        foreach (var callback in callbacks.Skip(1))
            (await ProviderPortal.ReturnAsync(Pages, callback)).Page.ShouldContain("Create your account");
    }

    [Fact]
    public async Task Someone_who_is_signed_in_and_goes_back_to_the_sign_in_is_not_told_otherwise()
    {
        var callback = await portal.BeginAsync(Pages);
        await ProviderPortal.ReturnAsync(Pages, callback);
        await portal.SubmitAsync("external-sign-up");

        var (_, page) = await ProviderPortal.ReturnAsync(Pages, callback);
        page.ShouldContain("You are signed in");
        page.ShouldNotContain("You are not signed in");
        ProviderPortal.ErrorIn(page).ShouldBeEmpty();

        foreach (var address in new[] { "/account/external", "/login" })
        {
            var (answer, _) = await Pages.GetAsync(address);
            answer.StatusCode.ShouldBe(HttpStatusCode.Found, address);
            answer.Headers.Location!.OriginalString.ShouldEndWith("/developer");
        }
    }

    /// <summary>Nodes of the previous release have one cookie for all sign-ins of a browser.</summary>
    [Fact]
    public async Task A_sign_in_ends_with_the_cookie_of_the_previous_release_alone()
    {
        const string Shared = "__Host-jusinfer-external=";
        var (begun, _) = await Pages.GetAsync("/account/external/acme");
        var cookie = begun.Headers.GetValues("Set-Cookie")
            .Single(static set => set.StartsWith(Shared, StringComparison.Ordinal)).Split(';')[0];
        var callback = Provider.Agree(begun.Headers.Location!).PathAndQuery;
        Pages.ForgetCookies();

        using var request = new HttpRequestMessage(HttpMethod.Get, callback) { Headers = { { "Cookie", cookie } } };
        using var answer = await Pages.Browser.SendAsync(request, TestContext.Current.CancellationToken);

        answer.Headers.Location!.OriginalString.ShouldBe("/account/external");
        answer.Headers.GetValues("Set-Cookie")
            .ShouldContain(static set => set.StartsWith(Shared + ";", StringComparison.Ordinal), "it counts once");
    }

    [Theory]
    [InlineData("another browser")]
    [InlineData("another state")]
    [InlineData("no state")]
    public async Task A_callback_belongs_to_the_browser_that_began(string fault)
    {
        var callback = await portal.BeginAsync(Pages);
        if (fault == "another browser") Pages.ForgetCookies();
        if (fault == "another state") callback = callback[..^20] + new string('A', 20);
        if (fault == "no state") callback = callback[..callback.IndexOf("&state", StringComparison.Ordinal)];

        var (_, page) = await ProviderPortal.ReturnAsync(Pages, callback);

        ProviderPortal.ErrorIn(page).ShouldContain(Expired);
        (await ProviderPortal.IsSignedInAsync(Pages)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("error=access_denied", "The sign-in with Acme was canceled.")]
    [InlineData("error=server_error&error_description=nonsense", Unreachable)]
    [InlineData("error=temporarily_unavailable", Unreachable)]
    [InlineData("error=login_required", Rejected)]
    [InlineData("error=%3Cb%3E%0A", Rejected)]
    public async Task An_error_of_the_provider_is_one_sentence(string error, string expected)
    {
        var callback = await portal.BeginAsync(Pages);
        var (path, state) = (callback[..callback.IndexOf('?', StringComparison.Ordinal)], callback[callback.IndexOf("state=", StringComparison.Ordinal)..]);

        var (_, page) = await ProviderPortal.ReturnAsync(Pages, $"{path}?{error}&{state}");

        ProviderPortal.ErrorIn(page).ShouldStartWith(expected);
    }

    [Fact]
    public async Task The_answer_of_another_provider_is_rejected()
    {
        var callback = await portal.BeginAsync(Pages);

        var (_, page) = await ProviderPortal.ReturnAsync(Pages, callback + "&iss=https%3A%2F%2Fevil.example.com");

        ProviderPortal.ErrorIn(page).ShouldStartWith(Rejected);
    }

    [Fact]
    public async Task A_code_that_the_provider_does_not_know_is_rejected()
    {
        var callback = await portal.BeginAsync(Pages);

        var (_, page) = await ProviderPortal.ReturnAsync(Pages, callback.Replace("code=", "code=x", StringComparison.Ordinal));

        ProviderPortal.ErrorIn(page).ShouldStartWith(Rejected);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_one_sentence()
    {
        await using var own = await PagesHost.StartAsync([.. Provider.Settings(0, "acme", more: ("DisplayName", "Acme")), "--Accounts:ExternalSignIn:Providers:0:Authority=http://127.0.0.1:9/acme"]);
        var (answer, _) = await own.GetAsync("/account/external/acme");
        var (_, page) = await own.GetAsync(answer.Headers.Location!.OriginalString);
        ProviderPortal.ErrorIn(page).ShouldBe(Unreachable);

        var callback = await portal.BeginAsync(Pages);
        Provider.Broken = "/token";
        (_, page) = await ProviderPortal.ReturnAsync(Pages, callback);
        ProviderPortal.ErrorIn(page).ShouldBe(Unreachable);
    }

    [Fact]
    public async Task Metadata_of_another_issuer_are_rejected()
    {
        await using var own = await portal.StartAsync();
        Provider.Issuer = "https://evil.example.com";

        var (answer, _) = await own.GetAsync("/account/external/acme");

        answer.Headers.Location!.OriginalString.ShouldBe("/account/external?failed=rejected&provider=acme");
    }

    [Fact]
    public async Task An_unknown_provider_does_not_exist() => (await Pages.GetAsync("/account/external/none")).Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task Claims_that_only_the_userinfo_endpoint_gives_are_read_there()
    {
        Provider.Person.Remove("email");
        (Provider.UserInfo["sub"], Provider.UserInfo["email"], Provider.UserInfo["email_verified"]) = (Provider.Person["sub"], email, true);

        (await portal.ArriveAsync()).Page.ShouldContain(email);

        Provider.UserInfo["sub"] = "another person";
        Pages.ForgetCookies();
        await ShouldFailAsync(Rejected);
    }

    [Fact]
    public void Only_HTTPS_and_this_machine_count_as_secure()
    {
        ExternalProviders.IsSecure(new Uri("https://example.com")).ShouldBeTrue();
        ExternalProviders.IsSecure(new Uri("http://localhost:8080")).ShouldBeTrue();
        ExternalProviders.IsSecure(new Uri("http://[::1]")).ShouldBeTrue();
        ExternalProviders.IsSecure(new Uri("http://example.com")).ShouldBeFalse();
        ExternalProviders.IsSecure(new Uri("http://localhost.example.com")).ShouldBeFalse();
    }

    private async Task ShouldFailAsync(string expected)
    {
        var (_, page) = await portal.ArriveAsync();

        ProviderPortal.ErrorIn(page).ShouldStartWith(expected);
        (await ProviderPortal.IsSignedInAsync(Pages)).ShouldBeFalse();
        (await Pages.GetAsync("/account/external")).Page.ShouldNotContain("Create your account");
        (await portal.FindAsync(email)).ShouldBeNull();
    }

    private string Changed(string token)
    {
        var parts = token.Split('.');
        var claims = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace(email, "boss@example.com", StringComparison.Ordinal);
        return $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}";
    }
}
