using System.Security.Cryptography;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Accounts.External;

/// <summary>Providers replace their keys. Each test has its own portal, because keys are read at most once in five seconds.</summary>
[Trait("Promise", "P-3")]
public sealed class ReplacedProviderKeyTests : IAsyncLifetime
{
    private readonly ProviderPortal portal = new();

    public async ValueTask InitializeAsync()
    {
        await portal.InitializeAsync();
        portal.Reset(Guid.NewGuid().ToString(), $"{Guid.NewGuid():N}@example.com");
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Theory] // kellnr/kellnr#1265, coreos/go-oidc#243
    [InlineData("another id")]
    [InlineData("the same id")]
    [InlineData("no id")]
    public async Task A_key_can_be_replaced(string by)
    {
        (await portal.ArriveAsync()).Page.ShouldContain("Create your account");
        var (provider, before) = (portal.Provider, portal.Provider.Key);
        provider.Key = by == "another id" ? ScriptedIdentityProvider.NewKey() : (RSA.Create(2048), before.Id);
        if (by == "no id")
        {
            var key = provider.Key.Key;
            provider.Sign = payload => ScriptedIdentityProvider.Encode(
                new { alg = "RS256" }, payload, bytes => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }

        portal.Pages.ForgetCookies();

        (await portal.ArriveAsync()).Page.ShouldContain("Create your account");

        before.Key.Dispose();
    }
}
