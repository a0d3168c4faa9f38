using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>A provider on a real socket that keeps every request and answers as the test says.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentQueue<Reply> script = new();
    private readonly Channel<UpstreamRequest> arrivals = Channel.CreateUnbounded<UpstreamRequest>();
    private readonly ConcurrentQueue<UpstreamRequest> requests = new();
    private Func<UpstreamRequest, Reply> usual = static _ => Replies.Json(ChatSse.Completion("hello"));

    private ScriptedUpstream(WebApplication app) => this.app = app;

    /// <summary>The base address with its version, as a catalog names it.</summary>
    public string BaseUrl => $"{Root}/v1";

    /// <summary>The base address without it, as Anthropic's providers are named.</summary>
    public string Root => app.Urls.Single();

    public IReadOnlyCollection<UpstreamRequest> Requests => requests;

    public UpstreamRequest LastRequest => requests.Last();

    public static async Task<ScriptedUpstream> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(static server => server.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var web = builder.Build();
        var upstream = new ScriptedUpstream(web);
        web.Run(upstream.AnswerAsync);
        await web.StartAsync();
        return upstream;
    }

    /// <summary>Answers the next requests so, in order, and forgets what was asked and scripted before.</summary>
    public void Script(params Reply[] replies)
    {
        script.Clear();
        requests.Clear();
        while (arrivals.Reader.TryRead(out _))
        {
        }

        foreach (var reply in replies) script.Enqueue(reply);
    }

    /// <summary>Answers every request so that the script has no answer for; forgets the script and what was asked.</summary>
    public void Always(Reply reply) => Always(_ => reply);

    /// <summary>The same, by what is asked: for requests that come in no order.</summary>
    public void Always(Func<UpstreamRequest, Reply> reply)
    {
        Script();
        usual = reply;
    }

    /// <summary>Waits for a request; fails after ten seconds.</summary>
    public async Task<UpstreamRequest> NextRequestAsync() => await arrivals.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await app.DisposeAsync();
        ending.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, ending.Token);
        var headers = context.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")));
        var request = new UpstreamRequest(
            context.Request.Method, $"{context.Request.Path}{context.Request.QueryString}", [.. headers], body.ToArray());
        requests.Enqueue(request);
        arrivals.Writer.TryWrite(request);

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, context.RequestAborted);
        try
        {
            await (script.TryDequeue(out var reply) ? reply : usual(request))(context, ends.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }
}
