using System.Net;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts;

/// <summary>Who is locked out by wrong passwords and codes, and who is not.</summary>
public sealed class LockoutTests
{
    private const string Email = "ada@example.com";
    private const string Password = "a long enough password";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_cannot_lock_the_person_out_of_a_browser_in_which_they_have_signed_in()
    {
        await using var portal = await PagesHost.StartAsync("--Accounts:AttemptsPerEmailPerMinute=8");
        await SignUpAsync(portal);
        using var stranger = new HttpClient { BaseAddress = portal.Browser.BaseAddress };
        for (var i = 0; i < 5; i++) (await SignInAsync(stranger, "a guess")).ShouldBe(401);
        (await SignInAsync(stranger, Password)).ShouldBe(401, "strangers are locked out");
        (await SignInAsync(stranger, Password)).ShouldBe(401);
        (await SignInAsync(stranger, Password)).ShouldBe(429);
        await EndSessionsAsync(portal.Services);
        (await portal.GetAsync("/account")).Answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        await portal.PostAsync("/login", "sign-in", ("email", Email), ("password", Password));

        (await portal.GetAsync("/account")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wrong_passwords_in_a_browser_that_is_known_lock_it_and_no_other_device()
    {
        await using var portal = await PagesHost.StartAsync();
        await SignUpAsync(portal);
        await EndSessionsAsync(portal.Services);
        for (var i = 0; i < 5; i++) await portal.PostAsync("/login", "sign-in", ("email", Email), ("password", "a wrong password"));

        await portal.PostAsync("/login", "sign-in", ("email", Email), ("password", Password));

        (await portal.GetAsync("/account")).Answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var script = new HttpClient { BaseAddress = portal.Browser.BaseAddress };
        (await SignInAsync(script, Password)).ShouldBe(200);
        await portal.PostAsync("/login", "sign-in", ("email", Email), ("password", Password));
        (await portal.GetAsync("/account")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK, "the sign-in has ended the lockout");
    }

    [Fact]
    public async Task A_browser_of_another_account_is_a_strangers()
    {
        await using var portal = await PagesHost.StartAsync();
        using (var ada = new HttpClient { BaseAddress = portal.Browser.BaseAddress }) await PortalTeam.SignUpAsync(ada, Email);
        await SignUpAsync(portal, "eve@example.com");
        await EndSessionsAsync(portal.Services, "eve@example.com");

        for (var i = 0; i < 5; i++) await portal.PostAsync("/login", "sign-in", ("email", Email), ("password", "a wrong password"));

        using var stranger = new HttpClient { BaseAddress = portal.Browser.BaseAddress };
        (await SignInAsync(stranger, Password)).ShouldBe(401);
    }

    [Fact]
    public async Task A_stranger_cannot_keep_the_person_who_is_signed_in_from_confirming_what_they_do()
    {
        await using var host = await ControlPlaneHost.StartAsync(("Accounts:AttemptsPerEmailPerMinute", "6"));
        var ada = await host.SignUpAsync(Email, Password);
        var factors = host.Services.GetRequiredService<SecondFactorService>();
        var user = await IdAsync(host.Services);
        var (app, _) = await factors.EnrollAsync(user, host.Time.GetUtcNow());
        for (var i = 0; i < 5; i++) (await SignInAsync(host.Http, "a guess")).ShouldBe(401);

        (await ada.PostAsync("/v1/auth/second-factor", new { code = app.CodeAt(host.Time.GetUtcNow(), 1) })).ShouldBe(204);
        (await ada.PostAsync("/v1/auth/password", new { current = Password, @new = "another long password" })).ShouldBe(204);
    }

    [Fact]
    public async Task Every_failure_counts_also_if_the_account_was_read_before_another_one_was_stored()
    {
        await using var host = await ControlPlaneHost.StartAsync();
        await host.SignUpAsync(Email, Password);
        var attempts = new List<(AsyncServiceScope Scope, PortalUser User)>();
        for (var i = 0; i < 5; i++)
        {
            var scope = host.Services.CreateAsyncScope();
            attempts.Add((scope, (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(Email)).ShouldNotBeNull()));
        }

        foreach (var (scope, user) in attempts)
        {
            await scope.ServiceProvider.GetRequiredService<Lockout>().CountFailureAsync(user);
            await scope.DisposeAsync();
        }

        (await SignInAsync(host.Http, Password)).ShouldBe(401, "five failures lock the account");
    }

    private static async Task SignUpAsync(PagesHost portal, string email = Email) =>
        await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", email), ("password", Password), ("team", "Engine Room"));

    private static async Task<int> SignInAsync(HttpClient http, string password) =>
        (await new ControlPlaneClient(http).PostAsync("/v1/auth/login", new { email = Email, password })).Status;

    private static async Task<UserId> IdAsync(IServiceProvider services, string email = Email) =>
        (await services.GetRequiredService<IPasswordResetStore>().FindAccountAsync(email, Token)).ShouldNotBeNull().Id;

    private static async Task EndSessionsAsync(IServiceProvider services, string email = Email) =>
        await services.GetRequiredService<ISignInSessionStore>().EndAllAsync(await IdAsync(services, email), except: null, Token);
}
