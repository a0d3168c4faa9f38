using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace JusInfer.Portal.Content;

/// <summary>
/// Holds the articles. They are read once, before the first request; a fault in any of them stops the start. In Development a saved file is
/// read at once, and one with a fault leaves the articles as they were and says so in the log.
/// </summary>
internal sealed partial class ContentLibrary(IHostEnvironment environment, ILogger<ContentLibrary> logger) : IHostedService, IDisposable
{
    private PhysicalFileProvider? files;
    private IDisposable? watch;

    public ContentSnapshot Current { get; private set; } = ContentSnapshot.Empty;

    /// <summary>Reads every article.</summary>
    /// <exception cref="InvalidContentException">An article has a fault.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Current = ContentFolder.Read(environment.ContentRootPath);
        if (Current.All.IsEmpty) LogEmpty(ContentFolder.Name);
        else if (environment.IsDevelopment()) Watch(Path.Combine(environment.ContentRootPath, ContentFolder.Name));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        watch?.Dispose();
        files?.Dispose();
    }

    private void Watch(string folder)
    {
        files = new PhysicalFileProvider(folder);
        watch = ChangeToken.OnChange(() => files.Watch("**/*.md"), Reload);
    }

    private void Reload()
    {
        try
        {
            Current = ContentFolder.Read(environment.ContentRootPath);
        }
        catch (Exception fault) when (fault is InvalidContentException or IOException)
        {
            LogKept(fault.Message);
        }
    }

    [LoggerMessage(
        LogEvents.NoArticles,
        LogLevel.Warning,
        "There are no articles: the folder '{Folder}' under the content root holds none. The blog and the docs are empty.")]
    private partial void LogEmpty(string folder);

    [LoggerMessage(LogEvents.ArticlesKept, LogLevel.Warning, "The articles stay as they were. {Faults}")]
    private partial void LogKept(string faults);
}
