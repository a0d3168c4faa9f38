using System.Security.Cryptography;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Tests.Catalog.Providers;

/// <summary>What happens to the catalog of a node while providers change, the store fails or keys cannot be read.</summary>
public sealed class ProviderServiceTests : IAsyncDisposable
{
    private readonly ManualTime time = new();
    private readonly InMemoryProviderStore store = new();
    private readonly UnsteadyProtection protection = new();
    private readonly IProviderProbe probe = Substitute.For<IProviderProbe>();
    private readonly List<ServiceProvider> nodes = [];
    private Func<Provider, Task<ProviderTest>> test;

    public ProviderServiceTests()
    {
        test = provider => Task.FromResult(TestOf(provider, ProviderTestOutcome.Ok));
        probe.TestAsync(Arg.Any<Provider>(), Arg.Any<CancellationToken>()).Returns(call => test(call.Arg<Provider>()));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.GetRequiredService<ProviderCatalog>().StopAsync(CancellationToken.None);
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_test_of_a_credential_that_is_replaced_meanwhile_says_nothing_about_the_new_one()
    {
        var providers = (await StartAsync()).GetRequiredService<ProviderService>();
        await SetAsync(providers, "sk-old");
        var answer = test;
        test = async provider =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await SetAsync(providers, "sk-new");
            return TestOf(provider, ProviderTestOutcome.BadCredential);
        };

        (await providers.TestAsync(default, "openai", Cancellation)).Value.Outcome.ShouldBe(ProviderTestOutcome.BadCredential);

        (await providers.FindAsync("openai", Cancellation)).Value.LastTest.ShouldBeNull();
        test = answer;
        await providers.TestAsync(default, "openai", Cancellation);
        (await providers.FindAsync("openai", Cancellation)).Value.LastTest!.Outcome.ShouldBe(ProviderTestOutcome.Ok);
    }

    [Fact]
    public async Task A_credential_is_set_even_if_the_store_cannot_be_read_afterwards_and_is_used_once_it_can()
    {
        var node = await StartAsync();
        store.IsDown = true;

        (await SetAsync(node.GetRequiredService<ProviderService>(), "sk-new")).Error.ShouldBeNull();

        store.Stored.Credentials.ShouldHaveSingleItem();
        CredentialIn(node).ShouldBeNull();
        store.IsDown = false;
        await UntilAsync(() => CredentialIn(node) == "sk-new", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_credential_that_cannot_be_decrypted_does_not_bring_demo_mode_back_and_is_tried_again()
    {
        await SetAsync((await StartAsync()).GetRequiredService<ProviderService>(), "sk-new");
        protection.IsDown = true;

        var node = await StartAsync();

        node.GetRequiredService<ProviderCatalog>().Unreadable.ShouldBe(["openai"]);
        node.GetRequiredService<CatalogSource>().Current.IsDemo.ShouldBeFalse();
        CredentialIn(node).ShouldBeNull();
        protection.IsDown = false;
        await UntilAsync(() => CredentialIn(node) == "sk-new", TimeSpan.FromMinutes(1));
        node.GetRequiredService<ProviderCatalog>().Unreadable.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_credential_in_use_stays_while_keys_cannot_be_read()
    {
        var node = await StartAsync();
        await SetAsync(node.GetRequiredService<ProviderService>(), "sk-new");
        protection.IsDown = true;

        await node.GetRequiredService<ProviderCatalog>().RefreshAsync(Cancellation);

        CredentialIn(node).ShouldBe("sk-new");
        node.GetRequiredService<ProviderCatalog>().Unreadable.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_on_this_machine_does_not_take_the_place_of_a_provider_that_the_catalog_has_enabled(bool isEnabled)
    {
        await using var server = await ScriptedUpstream.StartAsync();
        server.Always(Replies.Json("""{"object":"list","data":[{"id":"llama3.2:3b","object":"model"}]}"""));
        var node = await StartAsync(new LocalServerPort("local", "Ollama", new Uri(server.Root).Port), isEnabled);
        var providers = node.GetRequiredService<ProviderService>();

        var (detected, error) = (await providers.DetectAsync(Cancellation), await providers.AddServerAsync(UserId.New(time.GetUtcNow()), "local", Cancellation));

        detected.IsEmpty.ShouldBe(isEnabled);
        if (isEnabled) error.ShouldBeOfType<RequestError.Conflict>();
        else error.ShouldBeNull();
        node.GetRequiredService<CatalogSource>().Configured.Providers.Single(static provider => provider.Id == "local").BaseUrl.Port
            .ShouldBe(isEnabled ? 11434 : new Uri(server.Root).Port);
    }

    [Fact]
    public async Task Only_a_connected_provider_can_be_turned_off_and_demo_mode_does_not_return_after_a_restart()
    {
        var providers = (await StartAsync()).GetRequiredService<ProviderService>();
        var operatorId = UserId.New(time.GetUtcNow());
        (await providers.SetEnabledAsync(operatorId, "openai", enabled: false, Cancellation)).ShouldBeOfType<RequestError.Conflict>();
        (await providers.SetEnabledAsync(operatorId, "openai", enabled: true, Cancellation)).ShouldBeOfType<RequestError.Conflict>();
        (await providers.SetEnabledAsync(operatorId, "nobody", enabled: false, Cancellation)).ShouldBeOfType<RequestError.NotFound>();
        await SetAsync(providers, "sk-new");
        (await providers.SetEnabledAsync(operatorId, "openai", enabled: false, Cancellation)).ShouldBeNull();
        store.Stored = store.Stored with { WasConnected = false };

        var source = (await StartAsync()).GetRequiredService<CatalogSource>();

        source.Current.IsDemo.ShouldBeFalse();
        source.Current.Providers.Single(static provider => provider.Id == "openai").UnusableReason.ShouldBe("An operator has turned it off.");
        source.Current.Models.Single(static model => model.Id == "openai/gpt-5").UsableEndpoints.ShouldBeEmpty();
    }

    private static string? CredentialIn(ServiceProvider node) =>
        node.GetRequiredService<CatalogSource>().Configured.Providers.Single(static provider => provider.Id == "openai").Credential?.Reveal();

    private async Task<ServiceProvider> StartAsync(LocalServerPort? port = null, bool isLocalEnabled = false)
    {
        var node = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IProviderStore>(store)
            .AddSingleton<IDataProtectionProvider>(protection)
            .AddSingleton(ChatDialect.Id)
            .AddSingleton(new Signal<ProvidersChanged>())
            .AddCatalog(_ => CatalogFile.Load(file => file.Provider(2)["enabled"] = isLocalEnabled, static _ => null))
            .AddSingleton<IOperatorAuthorization>(AllOperators.Instance)
            .AddProviders(isShared: false)
            .AddSingleton(new LocalServers(port is null ? [] : [port]))
            .AddSingleton(probe)
            .BuildServiceProvider();
        nodes.Add(node);
        await node.GetRequiredService<ProviderCatalog>().StartAsync(Cancellation);
        return node;
    }

    private Task<Result<ProviderState, RequestError>> SetAsync(ProviderService providers, string credential) =>
        providers.SetAsync(UserId.New(time.GetUtcNow()), "openai", null, new CredentialRequest { Credential = new Secret(credential) }, Cancellation);

    private ProviderTest TestOf(Provider provider, ProviderTestOutcome outcome) => new() { Provider = provider.Id, Outcome = outcome, At = time.GetUtcNow() };

    /// <summary>Lets time pass until the condition is true.</summary>
    private Task UntilAsync(Func<bool> condition, TimeSpan step) => Eventually.TrueAsync(() =>
    {
        if (condition()) return true;
        time.Advance(step);
        return false;
    });

    /// <summary>Keys that cannot be read at times.</summary>
    private sealed class UnsteadyProtection : IDataProtectionProvider
    {
        private readonly EphemeralDataProtectionProvider keys = new();

        public bool IsDown { get; set; }

        public IDataProtector CreateProtector(string purpose) => new Protector(this, keys.CreateProtector(purpose));

        private sealed class Protector(UnsteadyProtection protection, IDataProtector inner) : IDataProtector
        {
            public IDataProtector CreateProtector(string purpose) => new Protector(protection, inner.CreateProtector(purpose));

            public byte[] Protect(byte[] plaintext) => inner.Protect(plaintext);

            public byte[] Unprotect(byte[] protectedData) => protection.IsDown ? throw new CryptographicException("The keys cannot be read.") : inner.Unprotect(protectedData);
        }
    }
}
