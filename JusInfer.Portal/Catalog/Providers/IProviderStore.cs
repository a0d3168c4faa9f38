using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>Stores what operators set up for providers and models. Each change is announced to all nodes as <see cref="ProvidersChanged"/>.</summary>
internal interface IProviderStore
{
    /// <summary>Everything that is stored: a few rows.</summary>
    Task<StoredProviders> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Adds the credential of a provider or replaces it. Its last test is removed.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="version">The <see cref="ChangeVersion"/> that it replaces; null to replace any.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>False if another version is stored.</returns>
    Task<bool> SetCredentialAsync(ProviderCredential credential, long? version, CancellationToken cancellationToken);

    /// <returns>False if none is stored.</returns>
    Task<bool> RemoveCredentialAsync(string provider, UserId by, CancellationToken cancellationToken);

    /// <summary>Stores the result of a test in the place of the last one. It is not announced: it changes no call.</summary>
    Task SetTestAsync(ProviderTest test, CancellationToken cancellationToken);

    /// <summary>Adds a local server or replaces it, with its models.</summary>
    Task SetServerAsync(LocalServer server, CancellationToken cancellationToken);

    /// <returns>False if none is stored.</returns>
    Task<bool> RemoveServerAsync(string provider, UserId by, CancellationToken cancellationToken);

    /// <summary>Turns a provider off.</summary>
    Task DisableAsync(DisabledProvider provider, CancellationToken cancellationToken);

    /// <returns>False if it is not turned off.</returns>
    Task<bool> EnableAsync(string provider, UserId by, CancellationToken cancellationToken);

    /// <summary>Stores the settings of a model in the place of earlier ones.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="version">The <see cref="ChangeVersion"/> that they replace; null to replace any.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>False if another version is stored.</returns>
    Task<bool> SetModelAsync(ModelSettings settings, long? version, CancellationToken cancellationToken);
}

/// <summary>What operators have set up for providers and models.</summary>
internal sealed record StoredProviders
{
    public static readonly StoredProviders None = new();

    public ImmutableArray<ProviderCredential> Credentials { get; init; } = [];

    public ImmutableArray<ProviderTest> Tests { get; init; } = [];

    public ImmutableArray<LocalServer> Servers { get; init; } = [];

    /// <summary>The providers that are turned off.</summary>
    public ImmutableArray<DisabledProvider> Disabled { get; init; } = [];

    /// <summary>The settings of models, by the ids of the models.</summary>
    public ImmutableArray<ModelSettings> Models { get; init; } = [];

    /// <summary>Whether an operator has ever set a credential or added a server. It stays true when all of them are removed.</summary>
    public bool WasConnected { get; init; }

    /// <summary>The e-mail addresses of the accounts that set a credential, added a server, turned a provider off or changed a model. A deleted account has none.</summary>
    public ImmutableDictionary<UserId, string> Emails { get; init; } = ImmutableDictionary<UserId, string>.Empty;
}
