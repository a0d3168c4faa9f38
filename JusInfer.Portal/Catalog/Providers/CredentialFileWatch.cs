namespace JusInfer.Portal.Catalog.Providers;

/// <summary>
/// Reads the files with credentials again, so that a platform can exchange them without a restart. It compares contents instead of watching for events, which
/// mounted folders and links to them do not have.
/// </summary>
internal sealed partial class CredentialFileWatch(
    ICredentialFiles files, CatalogSource catalog, ProviderCatalog providers, TimeProvider time, ILogger<CredentialFileWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Reads all files once and uses what has changed.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var changed = new Dictionary<string, CredentialFile>(StringComparer.Ordinal);
        foreach (var provider in catalog.File.Providers)
        {
            if (provider is not { Enabled: true, ApiKeyFile: { } name }) continue;
            var file = files.Read(name);
            if (IsKnown(provider, file)) continue;
            changed[provider.Id] = file;
            if (file.Credential is not null) LogRead(provider.Id, name);
            else if (provider.Credential is not null) LogKept(provider.Id, name, file.Fault);
            else LogUnusable(provider.Id, name, file.Fault);
        }

        if (changed.Count == 0) return;
        catalog.ReplaceFile(catalog.File.WithFiles(changed));
        await providers.ReapplyAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!catalog.File.Providers.Any(static provider => provider.ApiKeyFile is not null)) return;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await ReadAsync(stoppingToken);
    }

    private static bool IsKnown(Provider provider, CredentialFile file) =>
        provider.CredentialFileFault == file.Fault && (file.Credential is null || file.Credential.Reveal() == provider.Credential?.Reveal());

    [LoggerMessage(LogEvents.CredentialFileRead, LogLevel.Information, "Calls to {Provider} use the credential that {File} has now")]
    private partial void LogRead(string provider, string file);

    [LoggerMessage(LogEvents.CredentialFileLost, LogLevel.Warning, "The file {File} with the credential of {Provider} {Fault}. Its last credential stays in use until the process ends")]
    private partial void LogKept(string provider, string file, string? fault);

    [LoggerMessage(LogEvents.CredentialFileLost, LogLevel.Warning, "The file {File} with the credential of {Provider} {Fault}")]
    private partial void LogUnusable(string provider, string file, string? fault);
}
