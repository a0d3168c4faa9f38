using JusInfer.Portal.Catalog.Providers;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>What operators have set up, in memory.</summary>
internal sealed class InMemoryProviderStore : IProviderStore
{
    public StoredProviders Stored { get; set; } = StoredProviders.None;

    /// <summary>Whether reads fail.</summary>
    public bool IsDown { get; set; }

    public Task<StoredProviders> ReadAsync(CancellationToken cancellationToken) =>
        IsDown ? Task.FromException<StoredProviders>(new IOException("The store is down.")) : Task.FromResult(Stored);

    public Task<bool> SetCredentialAsync(ProviderCredential credential, long? version, CancellationToken cancellationToken)
    {
        var stored = Stored.Credentials.FirstOrDefault(other => other.Provider == credential.Provider);
        if (version is { } read && read != ChangeVersion.Of(stored?.SetAt)) return Task.FromResult(false);
        Stored = Without(credential.Provider);
        Stored = Stored with { Credentials = Stored.Credentials.Add(credential), WasConnected = true };
        return Task.FromResult(true);
    }

    public Task<bool> RemoveCredentialAsync(string provider, UserId by, CancellationToken cancellationToken)
    {
        var before = Stored;
        Stored = Without(provider);
        return Task.FromResult(before.Credentials.Length > Stored.Credentials.Length);
    }

    public Task SetTestAsync(ProviderTest test, CancellationToken cancellationToken)
    {
        Stored = Stored with { Tests = [.. Stored.Tests.Where(other => other.Provider != test.Provider), test] };
        return Task.CompletedTask;
    }

    public Task SetServerAsync(LocalServer server, CancellationToken cancellationToken)
    {
        Stored = Stored with { Servers = [.. Stored.Servers.Where(other => other.Provider != server.Provider), server], WasConnected = true };
        return Task.CompletedTask;
    }

    public Task<bool> RemoveServerAsync(string provider, UserId by, CancellationToken cancellationToken)
    {
        var before = Stored.Servers.Length;
        Stored = Stored with { Servers = [.. Stored.Servers.Where(server => server.Provider != provider)] };
        return Task.FromResult(Stored.Servers.Length < before);
    }

    public Task DisableAsync(DisabledProvider provider, CancellationToken cancellationToken)
    {
        Stored = Stored with { Disabled = [.. Stored.Disabled.Where(other => other.Provider != provider.Provider), provider] };
        return Task.CompletedTask;
    }

    public Task<bool> EnableAsync(string provider, UserId by, CancellationToken cancellationToken)
    {
        var before = Stored.Disabled.Length;
        Stored = Stored with { Disabled = [.. Stored.Disabled.Where(other => other.Provider != provider)] };
        return Task.FromResult(Stored.Disabled.Length < before);
    }

    public Task<bool> SetModelAsync(ModelSettings settings, long? version, CancellationToken cancellationToken)
    {
        var stored = Stored.Models.FirstOrDefault(other => other.Model == settings.Model);
        if (version is { } read && read != ChangeVersion.Of(stored?.SetAt)) return Task.FromResult(false);
        Stored = Stored with { Models = [.. Stored.Models.Where(other => other.Model != settings.Model), settings] };
        return Task.FromResult(true);
    }

    private StoredProviders Without(string provider) => Stored with
    {
        Credentials = [.. Stored.Credentials.Where(credential => credential.Provider != provider)],
        Tests = [.. Stored.Tests.Where(test => test.Provider != provider)],
    };
}
