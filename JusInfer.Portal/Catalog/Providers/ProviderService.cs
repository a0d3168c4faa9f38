using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>Sets, removes and tests the credentials of providers, and turns providers off. Only operators may.</summary>
internal sealed partial class ProviderService(
    IProviderStore store, ProviderSecrets secrets, CatalogSource catalog, ProviderCatalog node, IProviderProbe probe, LocalServers servers,
    IOperatorAuthorization operators, TimeProvider time, ILogger<ProviderService> logger)
{
    private static readonly RequestError NoSuchProvider = new RequestError.NotFound("The catalog has no such provider.");

    private static readonly RequestError DisabledInCatalog = new RequestError.Conflict("The provider is disabled in the catalog. Set \"enabled\" to true there first.");

    /// <summary>The providers of the catalog, in its order.</summary>
    public async Task<ImmutableArray<ProviderState>> ListAsync(CancellationToken cancellationToken)
    {
        var stored = await store.ReadAsync(cancellationToken);
        return [.. catalog.Configured.Providers.Where(IsReal).Select(provider => StateOf(provider, stored))];
    }

    /// <summary>The providers that have a stored credential and that the catalog no longer has.</summary>
    public async Task<ImmutableArray<string>> ListOrphansAsync(CancellationToken cancellationToken) =>
        [.. (await store.ReadAsync(cancellationToken)).Credentials.Select(static credential => credential.Provider).Where(id => Find(id) is null)];

    public async Task<Result<ProviderState, RequestError>> FindAsync(string id, CancellationToken cancellationToken) =>
        Find(id) is { } provider ? StateOf(provider, await store.ReadAsync(cancellationToken)) : NoSuchProvider;

    /// <summary>Sets the credential of a provider, or replaces it. Calls that begin afterwards use it, on every node.</summary>
    /// <param name="by">The operator.</param>
    /// <param name="id">The id of the provider.</param>
    /// <param name="version">The version of the credential that the caller has read; null to replace any.</param>
    /// <param name="input">The credential.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public async Task<Result<ProviderState, RequestError>> SetAsync(UserId by, string id, long? version, Input<CredentialRequest> input, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(by, cancellationToken) is { } denied) return denied;
        if (Find(id) is not { } provider) return NoSuchProvider;
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (!provider.Enabled) return DisabledInCatalog;

        // The clipboard often adds a line break.
        var secret = new Secret(input.Request.Credential!.Reveal().Trim());
        var credential = new ProviderCredential
        {
            Provider = id,
            Encrypted = secrets.Protect(id, secret),
            SetAt = ChangeVersion.Next(time.GetUtcNow(), node.SetAtOf(id)),
            SetBy = by,
        };
        if (!await store.SetCredentialAsync(credential, version, cancellationToken))
            return RequestError.Conflict.OfVersion("credential", StateOf(provider, await store.ReadAsync(cancellationToken)).Version);
        LogCredentialSet(id, by);
        await node.FollowAsync(cancellationToken);
        return StateOf(Find(id) ?? provider, node.Stored);
    }

    /// <summary>Removes the credential that an operator has set. One in the configuration is used again.</summary>
    /// <returns>The error; null if it was removed.</returns>
    public async Task<RequestError?> RemoveAsync(UserId by, string id, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(by, cancellationToken) is { } denied) return denied;
        if (!await store.RemoveCredentialAsync(id, by, cancellationToken)) return new RequestError.NotFound("No credential is stored for this provider.");
        LogCredentialRemoved(id, by);
        await node.FollowAsync(cancellationToken);
        return null;
    }

    /// <summary>Turns a provider off or on again. Calls that begin afterwards go by it, on every node.</summary>
    /// <returns>The error; null if it was done.</returns>
    public async Task<RequestError?> SetEnabledAsync(UserId by, string id, bool enabled, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(by, cancellationToken) is { } denied) return denied;
        if (Find(id) is not { } provider) return NoSuchProvider;
        if (enabled)
        {
            if (!await store.EnableAsync(id, by, cancellationToken)) return new RequestError.Conflict("The provider is not turned off.");
        }
        else
        {
            if (!provider.Usable) return new RequestError.Conflict("Only a provider that is connected can be turned off.");
            await store.DisableAsync(new DisabledProvider(id, time.GetUtcNow(), by), cancellationToken);
        }

        LogSwitched(id, enabled ? "on" : "off", by);
        await node.FollowAsync(cancellationToken);
        return null;
    }

    /// <summary>Makes one cheap call to a provider and stores what it has found.</summary>
    public async Task<Result<ProviderTest, RequestError>> TestAsync(UserId by, string id, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(by, cancellationToken) is { } denied) return denied;
        var setAt = node.SetAtOf(id);
        if (Find(id) is not { } provider) return NoSuchProvider;
        if (!provider.Enabled) return DisabledInCatalog;
        var test = provider is { RequiresCredential: true, Credential: null }
            ? new ProviderTest { Provider = id, Outcome = ProviderTestOutcome.NoCredential, At = time.GetUtcNow() }
            : await probe.TestAsync(provider, cancellationToken);
        await store.SetTestAsync(test with { CredentialSetAt = setAt }, cancellationToken);
        LogTested(id, test.Outcome, test.Status);
        return test;
    }

    /// <summary>Adds a server that runs on this machine, with the models that it has now.</summary>
    /// <returns>The error; null if it was added.</returns>
    public async Task<RequestError?> AddServerAsync(UserId by, string id, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(by, cancellationToken) is { } denied) return denied;
        var found = (await FindServersAsync(cancellationToken)).FirstOrDefault(server => server.Provider == id);
        if (found is null) return new RequestError.Conflict("No such server answers on its default port any more. Start it and reload the page.");
        await store.SetServerAsync(
            new LocalServer { Provider = id, Address = found.Address, Models = found.Models, AddedAt = time.GetUtcNow(), AddedBy = by }, cancellationToken);
        LogServerAdded(id, found.Models.Length, by);
        await node.FollowAsync(cancellationToken);
        return null;
    }

    /// <returns>The error; null if it was removed.</returns>
    public async Task<RequestError?> RemoveServerAsync(UserId by, string id, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(by, cancellationToken) is { } denied) return denied;
        if (!await store.RemoveServerAsync(id, by, cancellationToken)) return new RequestError.NotFound("No local server was added as this provider.");
        LogServerRemoved(id, by);
        await node.FollowAsync(cancellationToken);
        return null;
    }

    /// <summary>The local servers that answer on this machine and are not added with the models that they have now.</summary>
    public async Task<ImmutableArray<DetectedServer>> DetectAsync(CancellationToken cancellationToken)
    {
        var found = await FindServersAsync(cancellationToken);
        var added = (await store.ReadAsync(cancellationToken)).Servers;
        return [.. found.Where(server => !added.Any(known => known.Provider == server.Provider && known.Models.SequenceEqual(server.Models)))];
    }

    /// <summary>A provider that the file enables under such an id may be elsewhere: a server on this machine must not receive its calls and its credential.</summary>
    private async Task<ImmutableArray<DetectedServer>> FindServersAsync(CancellationToken cancellationToken) =>
        [.. (await servers.DetectAsync(cancellationToken)).Where(server => !catalog.File.Providers.Any(known => known.Id == server.Provider && known.Enabled))];

    private static bool IsReal(Provider provider) => provider.Dialect != Dialect.Simulator;

    private Provider? Find(string id) => catalog.Configured.Providers.FirstOrDefault(provider => provider.Id == id && IsReal(provider));

    private ProviderState StateOf(Provider provider, StoredProviders stored)
    {
        var credential = stored.Credentials.FirstOrDefault(credential => credential.Provider == provider.Id);
        return new ProviderState
        {
            Provider = provider,
            IsUnreadable = node.Unreadable.Contains(provider.Id),
            SetAt = credential?.SetAt,
            SetBy = credential is null ? null : stored.Emails.GetValueOrDefault(credential.SetBy),
            HasConfigured = catalog.File.Providers.Any(configured => configured.Id == provider.Id && configured.Credential is not null),
            LastTest = stored.Tests.FirstOrDefault(test => test.Provider == provider.Id && test.CredentialSetAt == node.SetAtOf(provider.Id)),
            Disabled = stored.Disabled.FirstOrDefault(disabled => disabled.Provider == provider.Id) is { } off ? (off.At, stored.Emails.GetValueOrDefault(off.By)) : null,
            Server = stored.Servers.FirstOrDefault(server => server.Provider == provider.Id),
            Models = catalog.Configured.Models.Count(model => model.Endpoints.Any(endpoint => endpoint.Provider.Id == provider.Id)),
        };
    }

    [LoggerMessage(LogEvents.ProviderCredentialSet, LogLevel.Information, "The credential of {Provider} was set by {User}")]
    private partial void LogCredentialSet(string provider, UserId user);

    [LoggerMessage(LogEvents.ProviderCredentialRemoved, LogLevel.Information, "The credential of {Provider} was removed by {User}")]
    private partial void LogCredentialRemoved(string provider, UserId user);

    [LoggerMessage(LogEvents.ProviderSwitched, LogLevel.Information, "{Provider} was turned {State} by {User}")]
    private partial void LogSwitched(string provider, string state, UserId user);

    [LoggerMessage(LogEvents.ProviderTested, LogLevel.Information, "A test of {Provider} ended with {Outcome} (status {Status})")]
    private partial void LogTested(string provider, ProviderTestOutcome outcome, int? status);

    [LoggerMessage(LogEvents.LocalServerAdded, LogLevel.Information, "The local server {Provider} with {Models} models was added by {User}")]
    private partial void LogServerAdded(string provider, int models, UserId user);

    [LoggerMessage(LogEvents.LocalServerRemoved, LogLevel.Information, "The local server {Provider} was removed by {User}")]
    private partial void LogServerRemoved(string provider, UserId user);
}
