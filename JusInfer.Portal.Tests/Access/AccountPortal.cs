using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Access;

/// <summary>A portal with an operator and a provider to sign in with. It stores mails and cannot send them, so that they can be counted.</summary>
public sealed class AccountPortal : IAsyncLifetime
{
    /// <summary>The token of the setup link, which the operator has used.</summary>
    public const string Setup = "a-setup-token-of-the-test";

    /// <summary>The name of the provider.</summary>
    public const string Provider = "acme";

    internal PortalHost Host { get; private set; } = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        const string provider = "Accounts:ExternalSignIn:Providers:0";
        Host = await PortalHost.StartAsync(
            new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]),
            ("Accounts:SetupToken", Setup), ("Accounts:AttemptsPerMinute", "100000"), ("Accounts:AttemptsPerEmailPerMinute", "100000"),
            ($"{provider}:Name", Provider), ($"{provider}:Type", "openidconnect"), ($"{provider}:Authority", "http://127.0.0.1:9/acme"), ($"{provider}:ClientId", "jusinfer"),
            ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", "9"), ("Smtp:Security", "none"), ("Smtp:From", "JusInfer <noreply@example.com>"), ("Portal:PublicUrl", "https://jusinfer.test"));
        await using var team = await PageTeam.CreateAsync(Host.Services);
        (await team.Get<FirstOperator>().ClaimAsync(team.Stranger.UserId, new Secret(Setup), Token)).ShouldBeNull();
    }

    /// <summary>Makes a new account the operator in place of the one that was it: the owner of a team with nobody else in it.</summary>
    internal static async Task<Member> NewOperatorAsync(PageTeam team)
    {
        var member = await team.NewOwnerAsync();
        await using var context = await team.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Token);
        (await context.Operators.ExecuteUpdateAsync(row => row.SetProperty(static row => row.UserId, member.UserId.Value), Token)).ShouldBe(1);
        return member;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
