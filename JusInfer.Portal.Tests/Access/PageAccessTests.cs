using System.Net;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.Components.Account;
using JusInfer.Portal.Tests.Content;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Access;

/// <summary>
/// Every page and who may open it. The rules are compared with the pages of the portal, so that a page without a rule fails. What a member may do on a page is
/// decided by the services that <see cref="AuthorizationMatrixTests"/> calls with each role.
/// </summary>
public sealed class PageAccessTests(SharedPortal open) : IClassFixture<SharedPortal>
{
    private const string Password = "a long enough password";

    private static readonly string[] Public =
    [
        "", "/account/external", "/blog", "/blog/{Slug}", "/catalog", "/catalog/{*Id}", "/changelog", "/confirm-email", "/connect", "/connect/{Slug}", "/docs", "/docs/search", "/docs/{Slug}", "/forgot", "/invitation",
        "/login", "/not-found", "/reset", "/setup", "/tags", "/tags/{Tag}", "/verify",
    ];

    private static readonly string[] SignedIn =
    [
        "/account", "/account/confirm", "/account/delete", "/account/delete-team", "/account/leave", "/account/passkeys",
        "/account/passkeys/remove",
        "/account/second-factor", "/account/second-factor/remove", "/account/teams", "/account/unlink", "/developer", "/developer/alerts",
        "/developer/audit", "/developer/budgets", "/developer/keys", "/developer/limits", "/developer/members", "/developer/playground",
        "/developer/requests", "/developer/requests/rejected", "/developer/routing", "/developer/runs", "/developer/runs/{RunId}",
        "/developer/settings", "/developer/tenant", "/developer/usage", "/developer/usage/{Id}", "/developer/wallet", "/developer/webhooks",
        "/developer/webhooks/{Webhook}", "/oauth/authorize",
    ];

    private static readonly string[] Operators = ["/operator", "/operator/accounts", "/operator/models", "/operator/providers"];

    private PagesHost Portal => open.Pages;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> PublicPages => [.. Public];

    public static TheoryData<string> OtherPages => [.. SignedIn, .. Operators];

    [Fact]
    public void Every_page_has_a_rule() => PortalPages.Addresses().Order(StringComparer.Ordinal).ShouldBe(Public.Concat(SignedIn).Concat(Operators).Order(StringComparer.Ordinal));

    [Theory, Trait("Promise", "P-12")]
    [MemberData(nameof(OtherPages))]
    public async Task A_stranger_is_sent_to_the_sign_in(string page)
    {
        Portal.ForgetCookies();

        var (answer, _) = await Portal.GetAsync(AddressOf(page));

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.ToString().ShouldContain("/login");
    }

    [Theory]
    [MemberData(nameof(PublicPages))]
    public async Task A_public_page_needs_no_sign_in(string page)
    {
        Portal.ForgetCookies();

        var (answer, _) = await Portal.GetAsync(AddressOf(page));

        (answer.Headers.Location?.ToString() ?? "").ShouldNotContain("/login");
    }

    [Fact, Trait("Promise", "P-12")]
    public async Task The_pages_of_operators_do_not_exist_for_others()
    {
        await SignUpAsync();

        foreach (var page in Operators) (await Portal.GetAsync(page)).Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, page);
    }

    [Fact]
    public async Task An_operator_opens_all_pages_that_need_a_sign_in()
    {
        await using var own = await PagesHost.StartAsync();
        var owner = await SignUpAsync(own);
        (await own.Services.GetRequiredService<IOperatorStore>().TryClaimFirstAsync(owner, Token)).ShouldBeTrue();

        foreach (var page in SignedIn.Concat(Operators).Where(static page =>
            !page.Contains('{', StringComparison.Ordinal) && page is not ("/developer" or "/developer/requests/rejected")))
            (await own.GetAsync(page)).Answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);
    }

    [Fact]
    public async Task Every_page_that_needs_a_sign_in_has_a_way_to_sign_out_and_is_not_stored()
    {
        await using var own = await PagesHost.StartAsync();
        var owner = await SignUpAsync(own);
        (await own.Services.GetRequiredService<IOperatorStore>().TryClaimFirstAsync(owner, Token)).ShouldBeTrue();

        foreach (var address in SignedIn.Concat(Operators).Where(static page =>
            !page.Contains('{', StringComparison.Ordinal) && page is not ("/developer" or "/developer/requests/rejected")))
        {
            var (answer, page) = await own.GetAsync(address);
            page.ShouldContain("action=\"/account/sign-out\"", customMessage: address);
            answer.Headers.CacheControl.ShouldNotBeNull(address).NoStore.ShouldBeTrue(address);
        }
    }

    [Fact]
    public async Task Opening_a_page_changes_nothing()
    {
        await using var own = await PagesHost.StartAsync();
        var owner = await SignUpAsync(own);
        (await own.Services.GetRequiredService<IOperatorStore>().TryClaimFirstAsync(owner, Token)).ShouldBeTrue();
        await using var context = await own.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Token);
        var before = await context.Set<AuditEntry>().CountAsync(Token);

        foreach (var page in Public.Concat(SignedIn).Concat(Operators)) (await own.GetAsync(AddressOf(page))).Answer.Dispose();

        (await context.Set<AuditEntry>().CountAsync(Token)).ShouldBe(before, "the audit log has every change");
    }

    private static string AddressOf(string page) => page.Length == 0 ? "/" : page.Replace("{*Id}", "openai/none", StringComparison.Ordinal).Replace("{", "none-", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);

    private Task<UserId> SignUpAsync() => SignUpAsync(Portal);

    private static async Task<UserId> SignUpAsync(PagesHost portal)
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        portal.ForgetCookies();
        await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password));
        return (await portal.Services.GetRequiredService<IPasswordResetStore>().FindAccountAsync(email, Token)).ShouldNotBeNull().Id;
    }
}
