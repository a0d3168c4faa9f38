using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace JusInfer.Portal.Tests.Accounts;

[Trait("Promise", "P-3")]
public sealed class SignInTests
{
    private const string Email = "ada@example.com";
    private const string Password = "a long enough password";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_rejection_is_the_same_work()
    {
        const int iterations = 210_000;
        var hasher = new CountingHasher(iterations);
        await using var host = await ControlPlaneHost.StartAsync(services =>
        {
            services.HashPasswordsAsShipped();
            services.AddSingleton<IPasswordHasher<PortalUser>>(hasher);
        });
        await host.SignUpAsync(Email, Password);
        await host.SignUpAsync("old@example.com", Password);
        await host.SignUpAsync("none@example.com", Password);
        await StoreHashAsync("old@example.com", static user => new CountingHasher(100_000).HashPassword(user, Password));
        await StoreHashAsync("none@example.com", static _ => null);

        (await WorkAsync("bob@example.com", Password)).ShouldBe(iterations, "there is no such account");
        (await WorkAsync("old@example.com", "a wrong password")).ShouldBe(iterations, "the hash is from an earlier version");
        (await WorkAsync("none@example.com", Password)).ShouldBe(iterations, "the account has no password");
        for (var i = 0; i < 5; i++) (await WorkAsync(Email, "a wrong password")).ShouldBe(iterations);
        (await WorkAsync(Email, Password)).ShouldBe(iterations, "locked out");

        async Task<long> WorkAsync(string email, string password)
        {
            var before = hasher.Work;
            await using var scope = host.Services.CreateAsyncScope();
            var request = new SignInRequest { Email = email, Password = new Secret(password) };
            (await scope.ServiceProvider.GetRequiredService<SignIn>().CheckAsync(request, Token)).Error.ShouldBeOfType<RequestError.Unauthorized>();
            return hasher.Work - before;
        }

        async Task StoreHashAsync(string email, Func<PortalUser, string?> hash)
        {
            await using var scope = host.Services.CreateAsyncScope();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            var user = (await users.FindByEmailAsync(email)).ShouldNotBeNull();
            user.PasswordHash = hash(user);
            (await users.UpdateAsync(user)).Succeeded.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_lockout_expires()
    {
        await using var host = await ControlPlaneHost.StartAsync();
        await host.SignUpAsync(Email, Password);
        var client = new ControlPlaneClient(host.Http);
        for (var i = 0; i < 5; i++) await client.PostAsync("/v1/auth/login", new { email = Email, password = "a wrong password" });

        host.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        (await client.PostAsync("/v1/auth/login", new { email = Email, password = Password })).ShouldBe(401);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        (await client.PostAsync("/v1/auth/login", new { email = Email, password = Password })).ShouldBe(200);
    }

    [Fact]
    public async Task A_lockout_that_a_clock_which_was_ahead_began_does_not_apply()
    {
        await using var host = await ControlPlaneHost.StartAsync();
        await host.SignUpAsync(Email, Password);
        await using var scope = host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await users.FindByEmailAsync(Email))!;
        (await users.SetLockoutEndDateAsync(user, host.Time.GetUtcNow().AddDays(40))).Succeeded.ShouldBeTrue();

        (await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email = Email, password = Password })).ShouldBe(200);
    }

    [Fact]
    public async Task A_sign_up_whose_team_cannot_be_stored_leaves_no_account()
    {
        var broken = Substitute.For<ITenancyStore>();
        broken.AddTeamAsync(default!, default!, default).ThrowsAsyncForAnyArgs(new IOException("The disk is full."));
        await using var host = await ControlPlaneHost.StartAsync(services => services.AddSingleton(broken));
        (await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/signup", new { email = Email, password = Password })).ShouldBe(500);

        await using var scope = host.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByEmailAsync(Email)).ShouldBeNull();
    }

    [Fact]
    public async Task An_interrupted_sign_up_is_completed_by_signing_in()
    {
        await using var host = await ControlPlaneHost.StartAsync();
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var now = host.Time.GetUtcNow();
            var user = new PortalUser { Id = UserId.New(now).Value, UserName = Email, Email = Email, CreatedAt = now };
            (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, Password)).Succeeded.ShouldBeTrue();
        }

        var client = new ControlPlaneClient(host.Http);
        var answer = await client.PostAsync("/v1/auth/login", new { email = Email, password = Password });
        answer.ShouldBe(200);
        client.Access = answer.Text("access_token");
        (await client.GetAsync("/v1/tenant")).Text("role").ShouldBe("owner");
    }

    [Fact]
    public async Task The_token_of_an_account_that_no_longer_exists_is_rejected()
    {
        var tenancy = Substitute.For<ITenancyStore>();
        await using var host = await ControlPlaneHost.StartAsync();
        var ada = await host.SignUpAsync(Email, Password);
        await using var elsewhere = await ControlPlaneHost.StartAsync(services => services
            .AddSingleton(tenancy)
            .AddSingleton(host.Services.GetRequiredService<Portal.Accounts.Tokens.AccessTokens>()));
        var answer = await new ControlPlaneClient(elsewhere.Http) { Access = ada.Access }.GetAsync("/v1/tenant");
        answer.ShouldBe(401, "UNAUTHORIZED");
        answer.Text("detail").ShouldContain("no longer exists");
    }
}
