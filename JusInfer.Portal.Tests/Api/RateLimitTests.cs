using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Api;

/// <summary>The control plane is limited per account, and per network without an access token.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task The_calls_of_an_account_are_limited_and_those_of_another_are_not()
    {
        await using var host = await ControlPlaneHost.StartAsync(("Accounts:CallsPerMinute", "3"));
        var ada = await host.SignUpAsync("ada@example.com");
        var bob = await host.SignUpAsync("bob@example.com");

        for (var i = 0; i < 3; i++) (await ada.GetAsync("/v1/keys")).ShouldBe(200);

        ShouldBeLimited(await ada.GetAsync("/v1/keys"));
        (await bob.GetAsync("/v1/keys")).ShouldBe(200);
    }

    [Fact]
    public async Task Calls_without_a_valid_access_token_are_limited_and_those_with_one_are_not()
    {
        await using var host = await ControlPlaneHost.StartAsync(("Accounts:AnonymousCallsPerMinute", "3"));
        var ada = await host.SignUpAsync("ada@example.com");
        var stranger = new ControlPlaneClient(host.Http);
        (await stranger.GetAsync("/v1/keys")).ShouldBe(401, "UNAUTHORIZED");
        stranger.Access = "nonsense";
        (await stranger.GetAsync("/v1/keys")).ShouldBe(401, "UNAUTHORIZED");
        (await stranger.GetAsync("/openapi/v1.json")).ShouldBe(200);

        ShouldBeLimited(await stranger.GetAsync("/v1/keys"));
        ShouldBeLimited(await stranger.GetAsync("/openapi/v1.json"));
        (await ada.GetAsync("/v1/keys")).ShouldBe(200);
    }

    [Fact]
    public async Task Exports_are_limited_per_minute()
    {
        await using var host = await ControlPlaneHost.StartAsync(("Accounts:ExportsPerMinute", "2"), ("Accounts:ConcurrentExports", "1"));
        var ada = await host.SignUpAsync("ada@example.com");

        (await ada.GetAsync("/v1/usage/export.csv")).ShouldBe(200);
        (await ada.GetAsync("/v1/usage/export.csv")).ShouldBe(200);
        ShouldBeLimited(await ada.GetAsync("/v1/usage/export.csv"));
    }

    [Fact]
    public void Running_exports_are_limited_per_account()
    {
        using var exports = new ExportLimiter(new AccountsOptions { ConcurrentExports = 2 });
        var (ada, bob) = (UserId.New(DateTimeOffset.UnixEpoch), UserId.New(DateTimeOffset.UnixEpoch.AddDays(1)));

        Start(ada).ShouldBeNull();
        Start(ada).ShouldBeNull();
        Start(ada).ShouldBeOfType<RequestError.RateLimited>().Reason.ShouldBe("Too many exports at the same time; wait 5 seconds.");
        Start(bob).ShouldBeNull();

        RequestError? Start(UserId user) => exports.Start(user, new DefaultHttpContext().Response);
    }

    private static void ShouldBeLimited(ApiAnswer answer)
    {
        answer.ShouldBe(429, "RATE_LIMIT");
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }
}
