using System.Collections.Concurrent;
using System.Globalization;
using JusInfer.Portal.Components.Landing;
using JusInfer.Portal.Mcp;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// The requests of the portal that last: connections of pages, <c>/mcp</c> and the stream of the home page. From the moment that the
/// process is asked to stop, new ones are refused. SignalR closes the connections that it knows then, and pages connect again at once; the
/// web server, which still listens, would wait for those until the host's time is over (dotnet/aspnetcore#58947).
/// </summary>
internal sealed class OpenStreams(IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>A proxy has noticed by then that this node drains, or it runs again.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<OpenStream, byte> open = new();
    private volatile bool isClosed;

    public static void Use(IApplicationBuilder app)
    {
        var streams = app.ApplicationServices.GetRequiredService<OpenStreams>();
        app.Use((context, next) => Includes(context.Request) ? streams.RunAsync(context, next) : next(context));
    }

    /// <summary>Refuses new streams, also where nobody has asked the process to stop before its services do.</summary>
    public void Close() => isClosed = true;

    /// <summary>Ends all streams: connections of pages at once, and others if they have not ended by themselves in time.</summary>
    public async Task EndAsync(TimeSpan timeout)
    {
        foreach (var (page, _) in open.Where(static each => each.Key.IsPage)) page.Abort();
        try
        {
            await Task.WhenAll(open.Keys.Select(static stream => stream.Ended)).WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            foreach (var (stream, _) in open) stream.Abort();
        }
    }

    /// <summary>Runs a stream, unless the process stops.</summary>
    internal async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        // Added before the token is read: a stream that begins while the process is asked to stop is refused or ended, and never missed.
        var request = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        var stream = new OpenStream(request, PageConnections.Includes(context.Request));
        open.TryAdd(stream, 0);
        try
        {
            await (isClosed || lifetime.ApplicationStopping.IsCancellationRequested ? RefuseAsync(context) : next(context));
        }
        finally
        {
            open.TryRemove(stream, out _);
            stream.End();
        }
    }

    private static bool Includes(HttpRequest request) =>
        PageConnections.Includes(request)
        || request.Path.StartsWithSegments(McpEndpoint.Path, StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments(LiveStreamEndpoint.Path, StringComparison.OrdinalIgnoreCase);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        if (HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        const string reason = "This node is shutting down. Connect again in a few seconds.";
        return Results.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
    }

    /// <param name="request">Aborts the request. Once it has ended, the same object belongs to the next request of its connection.</param>
    /// <param name="isPage">Whether it is the connection of a page.</param>
    private sealed class OpenStream(IHttpRequestLifetimeFeature request, bool isPage)
    {
        private readonly Lock turn = new();
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsPage => isPage;

        public Task Ended => ended.Task;

        public void Abort()
        {
            lock (turn)
            {
                if (!ended.Task.IsCompleted) request.Abort();
            }
        }

        public void End()
        {
            lock (turn) ended.SetResult();
        }
    }
}
