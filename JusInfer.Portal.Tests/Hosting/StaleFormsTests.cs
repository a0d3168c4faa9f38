using System.Net;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Tests.Components;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>
/// Forms of pages that were opened before somebody signed in or out in another tab (IdentityServer/IdentityServer4.Quickstart.UI#31,
/// DuendeArchive/IdentityServer4#2484).
/// </summary>
public sealed class StaleFormsTests : IAsyncLifetime
{
    private const string Password = "a long enough password";

    private PagesHost portal = null!;

    public async ValueTask InitializeAsync() => portal = await PagesHost.StartAsync();

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData("/login?returnUrl=%2Fdeveloper%2Fkeys", "sign-in")]
    [InlineData("/login?form=sign-up&returnUrl=%2Fdeveloper%2Fkeys", "sign-up")]
    public async Task The_form_of_a_second_tab_leads_on_who_is_signed_in_by_now(string address, string form)
    {
        var token = await TokenOfAsync(address);
        await SignUpAsync("ada@example.com");

        var answer = await PostAsync(address, form, token);

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var again = await portal.GetAsync(answer.Headers.Location.ShouldNotBeNull().ToString());
        again.Answer.Headers.Location.ShouldNotBeNull().ToString().ShouldEndWith("/developer/keys");
    }

    [Theory]
    [InlineData("/account", "password")]
    [InlineData("/account/delete", "confirm")]
    [InlineData("/account/teams", "team")]
    public async Task A_form_of_another_person_is_out_of_date(string address, string form)
    {
        await SignUpAsync("ada@example.com");
        var token = await TokenOfAsync(address);
        portal.ForgetCookies();
        await SignUpAsync("eve@example.com");

        var answer = await PostAsync(address, form, token);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        page.QuerySelector("h1")!.TextContent.ShouldBe("This form is out of date");
        page.QuerySelector("a")!.GetAttribute("href").ShouldBe(address);
    }

    [Theory]
    [InlineData("/login", "sign-in")]
    [InlineData("/forgot?a=%22%3E%3Cb%3E", "forgot")]
    public async Task A_browser_without_its_cookies_is_told_so(string address, string form)
    {
        var answer = await PostAsync(address, form, token: "made up");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("lost its cookies");
        text.ShouldNotContain("<b>");
    }

    private async Task SignUpAsync(string email) =>
        (await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password))).Answer.StatusCode
            .ShouldBe(HttpStatusCode.Found);

    /// <summary>The proof that a form of the page has been opened by this browser.</summary>
    private async Task<string> TokenOfAsync(string address)
    {
        var page = new HtmlParser().ParseDocument((await portal.GetAsync(address)).Page);
        return page.QuerySelector("input[name=__RequestVerificationToken]").ShouldNotBeNull(address).GetAttribute("value")!;
    }

    private Task<HttpResponseMessage> PostAsync(string address, string form, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent([new("_handler", form), new("__RequestVerificationToken", token)]),
        };
        request.Headers.Add("Accept", "text/html,application/xhtml+xml");
        return portal.Browser.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
