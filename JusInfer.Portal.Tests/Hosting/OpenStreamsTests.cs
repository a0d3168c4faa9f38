using System.Net;
using System.Net.WebSockets;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>
/// Open pages and other streams do not keep a process that was asked to stop: dotnet/aspnetcore#58947, #64304, kurrent-io/KurrentDB#5693.
/// </summary>
public sealed class OpenStreamsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_that_connects_again_while_calls_are_drained_is_refused_and_the_process_stops_with_the_last_call()
    {
        await using var portal = await PagesHost.StartAsync("--Shutdown:DrainSeconds=120");
        await SignUpAsync(portal);
        var calls = portal.Services.GetRequiredService<OpenCalls>();
        calls.TryBegin().ShouldBeTrue();
        using var page = await ConnectAsync(portal);
        page.StatusCode.ShouldBe(HttpStatusCode.SwitchingProtocols);
        using var socket = WebSocket.CreateFromStream(await page.Content.ReadAsStreamAsync(Token), new WebSocketCreationOptions());
        var hello = "{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray();
        await socket.SendAsync(hello, WebSocketMessageType.Text, endOfMessage: true, Token);

        // One that does not end by itself.
        var stuck = new Request("/_blazor");
        var running = portal.Services.GetRequiredService<OpenStreams>().RunAsync(stuck.Context, _ => stuck.Ended.Task);

        // As SIGTERM does: the token first, at which SignalR closes what it knows.
        portal.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var stopping = portal.Services.GetRequiredService<IHost>().StopAsync(Token);
        await UntilClosedAsync(socket).WaitAsync(Patience, Token);

        using (var again = await ConnectAsync(portal))
        {
            again.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            again.Headers.RetryAfter.ShouldNotBeNull();
        }

        foreach (var path in new[] { "/mcp", "/live-stream", "/_blazor/negotiate?negotiateVersion=1" })
            (await portal.Browser.PostAsync(path, content: null, Token)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, path);
        (await portal.Browser.GetAsync("/health/live", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        stopping.IsCompleted.ShouldBeFalse();
        stuck.IsAborted.ShouldBeFalse("a call still runs");
        calls.End();
        await stopping.WaitAsync(Patience, Token);
        await running;
        stuck.IsAborted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_host_that_stops_without_being_asked_to_refuses_streams_as_well()
    {
        var streams = new OpenStreams(new Lifetime(), new ManualTime());
        var request = new Request("/mcp");
        request.Context.RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider();

        streams.Close();
        await streams.RunAsync(request.Context, static _ => throw new InvalidOperationException("It ran."));

        request.Context.Response.StatusCode.ShouldBe(StatusCodes.Status503ServiceUnavailable);
    }

    [Fact]
    public async Task Connections_of_pages_are_aborted_at_once_and_other_streams_have_time_to_end()
    {
        var time = new ManualTime();
        var streams = new OpenStreams(new Lifetime(), time);
        var (page, whole, endless) = (new Request("/_blazor"), new Request("/mcp"), new Request("/mcp"));
        var running = Array.ConvertAll([page, whole, endless], request => streams.RunAsync(request.Context, _ => request.Ended.Task));

        var ending = streams.EndAsync(TimeSpan.FromSeconds(5));
        await running[0];
        whole.IsAborted.ShouldBeFalse();
        whole.Ended.SetResult();
        await running[1];
        ending.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(5));
        await Task.WhenAll([ending, .. running]).WaitAsync(Patience, Token);

        whole.IsAborted.ShouldBeFalse();
        endless.IsAborted.ShouldBeTrue();
    }

    /// <summary>Reads until the server closes the connection, in any way.</summary>
    private static async Task UntilClosedAsync(WebSocket socket)
    {
        var buffer = new byte[4096];
        try
        {
            while ((await socket.ReceiveAsync(buffer, Token)).MessageType != WebSocketMessageType.Close)
            {
                // The answer to the handshake, and pings.
            }
        }
        catch (WebSocketException)
        {
            // It was aborted.
        }
    }

    private static async Task SignUpAsync(PagesHost portal)
    {
        var (answer, _) = await portal.PostAsync(
            "/login?form=sign-up", "sign-up", ("email", "ada@example.com"), ("password", "a long enough password"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static Task<HttpResponseMessage> ConnectAsync(PagesHost portal)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/_blazor");
        foreach (var (name, value) in new[]
        {
            ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        })
            request.Headers.TryAddWithoutValidation(name, value);
        return portal.Browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    /// <summary>A request that ends when it is aborted, or on its own.</summary>
    private sealed class Request : IHttpRequestLifetimeFeature
    {
        public Request(string path)
        {
            Context.Request.Path = path;
            Context.Features.Set<IHttpRequestLifetimeFeature>(this);
        }

        public DefaultHttpContext Context { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort()
        {
            IsAborted = true;
            Ended.TrySetResult();
        }
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
