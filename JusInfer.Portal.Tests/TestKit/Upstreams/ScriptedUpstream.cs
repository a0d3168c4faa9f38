using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>A provider on a socket that records every request and answers as the test scripts it.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<Reply> script = new();
    private readonly Channel<UpstreamRequest> arrivals = Channel.CreateUnbounded<UpstreamRequest>();
    private readonly ConcurrentQueue<UpstreamRequest> requests = new();
    private Func<UpstreamRequest, Reply> defaultReply = static _ => Replies.Json(ChatSse.Completion("hello"));

    private ScriptedUpstream(WebApplication app) => this.app = app;

    /// <summary>The base address with the version segment, as in a catalog.</summary>
    public string BaseUrl => $"{Root}/v1";

    /// <summary>The base address without the version segment, as for Anthropic's providers.</summary>
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

    /// <summary>Sets the answers to the next requests, in order. Clears earlier answers and recorded requests.</summary>
    public void Script(params Reply[] replies)
    {
        script.Clear();
        requests.Clear();
        while (arrivals.Reader.TryRead(out _))
        {
        }

        foreach (var reply in replies) script.Enqueue(reply);
    }

    /// <summary>Sets the answer to all requests that the script does not cover. Clears the script and the recorded requests.</summary>
    public void Always(Reply reply) => Always(_ => reply);

    /// <summary>Sets the answer by request, for requests without a fixed order.</summary>
    public void Always(Func<UpstreamRequest, Reply> reply)
    {
        Script();
        defaultReply = reply;
    }

    /// <summary>Waits up to ten seconds for a request.</summary>
    public async Task<UpstreamRequest> NextRequestAsync() => await arrivals.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await app.DisposeAsync();
        stopping.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, stopping.Token);
        var headers = context.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")));
        var request = new UpstreamRequest(
            context.Request.Method, $"{context.Request.Path}{context.Request.QueryString}", [.. headers], body.ToArray());
        requests.Enqueue(request);
        arrivals.Writer.TryWrite(request);

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token, context.RequestAborted);
        try
        {
            await (script.TryDequeue(out var reply) ? reply : defaultReply(request))(context, either.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }
}
