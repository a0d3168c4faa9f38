using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace JusInfer.Portal.Content;

/// <summary>
/// Holds the articles. They are read once, before the first request; an error in any of them stops the start. In Development the articles
/// are read again when a file is saved; if one has an error, the previous articles remain and the errors are logged.
/// </summary>
internal sealed partial class ContentLibrary(IHostEnvironment environment, FirstContent first, ILogger<ContentLibrary> logger) : IHostedService, IDisposable
{
    private PhysicalFileProvider? files;
    private IDisposable? watch;

    public ContentSnapshot Current { get; private set; } = ContentSnapshot.Empty;

    /// <exception cref="InvalidContentException">An article has an error.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Current = first.Content;
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
        watch = ChangeToken.OnChange(() => files.Watch("**/*.*"), Reload);
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
        "The folder '{Folder}' under the content root contains no articles; the blog and the docs are empty")]
    private partial void LogEmpty(string folder);

    [LoggerMessage(LogEvents.ArticlesNotReloaded, LogLevel.Warning, "The articles were not reloaded. {Errors}")]
    private partial void LogKept(string errors);
}
