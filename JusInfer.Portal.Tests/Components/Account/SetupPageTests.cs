using System.Net;

namespace JusInfer.Portal.Tests.Components.Account;

[Trait("Promise", "P-3")]
public sealed class SetupPageTests : IAsyncLifetime
{
    private const string Link = "/setup?token=chosen";
    private const string Password = "a long enough password";

    private PagesHost portal = null!;

    public async ValueTask InitializeAsync() => portal = await PagesHost.StartAsync("--Accounts:SetupToken", "chosen");

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task The_setup_link_creates_the_operator_and_then_no_longer_works()
    {
        var (answer, _) = await portal.PostAsync(Link, "setup", ("email", "ada@example.com"), ("password", Password), ("team", "Engine Room"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await portal.GetAsync("/developer/keys")).Page.ShouldContain("Engine Room");
        (await portal.GetAsync("/operator/providers")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        portal.ForgetCookies();
        (await portal.GetAsync(Link)).Page.ShouldContain("This setup link does not work");
    }

    [Fact]
    public async Task A_signed_in_account_can_become_the_operator()
    {
        await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", "bob@example.com"), ("password", Password));
        (await portal.GetAsync("/operator/providers")).Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var (answer, _) = await portal.PostAsync(Link, "claim");

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await portal.GetAsync("/operator/providers")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task All_errors_are_shown_at_once_beside_their_fields()
    {
        var (answer, page) = await portal.PostAsync(Link, "setup", ("email", "nonsense"), ("password", "short"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("E-mail must be an e-mail address");
        page.ShouldContain("Password must be 12 to 256 characters long.");
    }

    [Theory]
    [InlineData("/setup")]
    [InlineData("/setup?token=")]
    [InlineData("/setup?token=wrong")]
    public async Task A_wrong_link_shows_no_form(string address)
    {
        var (answer, page) = await portal.GetAsync(address);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("This setup link does not work");
        page.ShouldNotContain("name=\"password\"");
    }
}
