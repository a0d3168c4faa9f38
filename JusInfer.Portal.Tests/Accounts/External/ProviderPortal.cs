using System.Net;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts.External;

/// <summary>
/// A portal with four providers: <c>acme</c> and <c>google</c> speak OpenID Connect, <c>hub</c> is a GitHub, and addresses of bound.example have to sign in with
/// <c>corp</c>.
/// </summary>
public sealed class ProviderPortal : IAsyncLifetime
{
    public const string Password = "a long enough password";

    /// <summary>Further settings of the portal.</summary>
    internal string[] Settings { get; set; } = [];

    internal PagesHost Pages { get; private set; } = null!;

    internal ScriptedIdentityProvider Provider { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Provider = await ScriptedIdentityProvider.StartAsync();
        Pages = await StartAsync(Settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Pages.DisposeAsync();
        await Provider.DisposeAsync();
    }

    /// <summary>Another portal with the same providers.</summary>
    internal Task<PagesHost> StartAsync(params string[] settings) => PagesHost.StartAsync(
    [
        .. Provider.Settings(0, "acme", more: ("DisplayName", "Acme")), .. Provider.Settings(1, "google", "google"), .. Provider.Settings(2, "hub", "github"),
        .. Provider.Settings(3, "corp", more: [("DisplayName", "Corp"), ("Domains:0", "bound.example")]),
        "--Accounts:AttemptsPerMinute=100000", .. settings,
    ]);

    /// <summary>Each test is another person and another browser, and the provider does nothing wrong.</summary>
    internal void Reset(string subject, string email)
    {
        Pages.ForgetCookies();
        foreach (var claims in new[] { Provider.Person, Provider.UserInfo, Provider.Wrong }) claims.Clear();
        (Provider.Person["sub"], Provider.Person["email"], Provider.Person["email_verified"]) = (subject, email, true);
        (Provider.Sign, Provider.Broken, Provider.Issuer, Provider.Emails) = (null, null, null, []);
        Provider.Asked.Clear();
    }

    /// <summary>Begins a sign-in, agrees at the provider, and returns.</summary>
    /// <returns>The page that the portal then shows, or its redirect.</returns>
    internal Task<(HttpResponseMessage Answer, string Page)> ArriveAsync(string provider = "acme", string query = "") => ArriveAsync(Pages, provider, query);

    internal async Task<(HttpResponseMessage Answer, string Page)> ArriveAsync(PagesHost pages, string provider, string query = "") =>
        await ReturnAsync(pages, await BeginAsync(pages, provider, query));

    /// <summary>Begins a sign-in and agrees at the provider.</summary>
    /// <returns>The callback.</returns>
    internal async Task<string> BeginAsync(PagesHost pages, string provider = "acme", string query = "")
    {
        var (answer, _) = await pages.GetAsync($"/account/external/{provider}{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        return Provider.Agree(answer.Headers.Location!).PathAndQuery;
    }

    /// <summary>Opens the callback and follows it to the page.</summary>
    internal static async Task<(HttpResponseMessage Answer, string Page)> ReturnAsync(PagesHost pages, string callback)
    {
        var (answer, _) = await pages.GetAsync(callback);
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.OriginalString.ShouldStartWith("/account/external");
        return await pages.GetAsync(answer.Headers.Location.OriginalString);
    }

    /// <summary>Creates the account of the person at the provider.</summary>
    internal async Task SignUpAsync(string provider = "acme")
    {
        (await ArriveAsync(provider)).Page.ShouldContain("Create your account");
        await SubmitAsync("external-sign-up");
        (await IsSignedInAsync(Pages)).ShouldBeTrue();
    }

    /// <summary>Posts a form of the page to which the provider has returned, which has to lead elsewhere.</summary>
    internal async Task SubmitAsync(string form, params (string Name, string Value)[] fields)
    {
        var (answer, page) = await Pages.PostAsync("/account/external", form, fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.Found, ErrorIn(page));
    }

    internal static async Task<bool> IsSignedInAsync(PagesHost pages) => (await pages.GetAsync("/account")).Answer.StatusCode == HttpStatusCode.OK;

    /// <summary>The error that a page shows; empty if there is none.</summary>
    internal static string ErrorIn(string page) => new HtmlParser().ParseDocument(page).QuerySelector(".notice.danger:not([hidden])")?.TextContent ?? "";

    internal async Task<PortalUser?> FindAsync(string email)
    {
        await using var scope = Pages.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(email);
    }

    internal async Task<UserId> IdOfAsync(string email) => (await Pages.Services.GetRequiredService<IPasswordResetStore>().FindAccountAsync(email, Token)).ShouldNotBeNull().Id;

    /// <summary>Signs up as a new visitor, or as the one of the current browser.</summary>
    internal async Task SignUpWithPasswordAsync(string email, bool forget = true)
    {
        if (forget) Pages.ForgetCookies();
        (await Pages.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password))).Answer.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    internal Task<(HttpResponseMessage Answer, string Page)> SignInWithPasswordAsync(string email) =>
        Pages.PostAsync("/login", "sign-in", ("email", email), ("password", Password));
}
