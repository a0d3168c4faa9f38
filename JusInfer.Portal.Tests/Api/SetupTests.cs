using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

/// <summary>The first operator is made with the token of the setup link only.</summary>
[Trait("Promise", "P-3")]
public sealed class SetupTests
{
    private const string Password = "a long enough password";

    [Theory]
    [InlineData("open")]
    [InlineData("invite")]
    [InlineData("closed")]
    public async Task The_printed_token_makes_one_account_the_operator_in_every_sign_up_mode(string mode)
    {
        await using var host = await ControlPlaneHost.StartAsync(("Accounts:SignUp", mode));
        var setup = host.Services.GetRequiredService<SetupToken>();
        var token = (await setup.IssueAsync(TestContext.Current.CancellationToken))!.Reveal();

        var first = await SignUpAsync(host, "ada@example.com", token);
        first.ShouldBe(201);
        first.Json.GetProperty("user").GetProperty("is_operator").GetBoolean().ShouldBeTrue();

        (await SignUpAsync(host, "eve@example.com", token)).ShouldBe(403, "FORBIDDEN");
        (await setup.IssueAsync(TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task A_configured_token_replaces_the_printed_one()
    {
        await using var host = await ControlPlaneHost.StartAsync(("Accounts:SetupToken", "chosen"), ("Accounts:SignUp", "invite"));

        (await host.Services.GetRequiredService<SetupToken>().IssueAsync(TestContext.Current.CancellationToken))!.Reveal().ShouldBe("chosen");
        (await SignUpAsync(host, "ada@example.com", "Chosen")).ShouldBe(403, "FORBIDDEN");
        (await SignUpAsync(host, "ada@example.com", "chosen")).ShouldBe(201);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CfDJ8")]
    [InlineData("\ud83d\ude00")]
    public async Task Another_token_creates_no_account(string token)
    {
        await using var host = await ControlPlaneHost.StartAsync();

        (await SignUpAsync(host, "eve@example.com", token)).ShouldBe(403, "FORBIDDEN");

        (await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/login", new { email = "eve@example.com", password = Password })).ShouldBe(401);
    }

    [Fact]
    public async Task A_token_of_another_installation_is_rejected()
    {
        await using var here = await ControlPlaneHost.StartAsync();
        await using var there = await ControlPlaneHost.StartAsync();
        var token = (await there.Services.GetRequiredService<SetupToken>().IssueAsync(TestContext.Current.CancellationToken))!.Reveal();

        (await SignUpAsync(here, "eve@example.com", token)).ShouldBe(403, "FORBIDDEN");
    }

    private static Task<ApiAnswer> SignUpAsync(ControlPlaneHost host, string email, string token) =>
        new ControlPlaneClient(host.Http).PostAsync("/v1/auth/signup", new { email, password = Password, setup_token = token });
}
