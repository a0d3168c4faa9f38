using System.Net;
using System.Net.WebSockets;
using System.Text;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.Mcp;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Deployment;

/// <summary>
/// The portal and the gateway behind the real programs, as the guide configures them: what proxies break are WebSockets
/// (dotnet/aspnetcore#19094), streams (haproxy/haproxy#182), and disconnections of clients (haproxy/haproxy#811).
/// </summary>
[Slow]
public sealed class ReverseProxyTests
{
    private const string Password = "a long enough password";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Programs => [.. ReverseProxy.Names];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task People_sign_in_and_their_pages_connect(string program)
    {
        await using var portal = await PagesHost.StartAsync("--Proxy:Known:0=127.0.0.1");
        await using var proxy = await ReverseProxy.StartAsync(program, portal.Browser.BaseAddress!);
        portal.ReplaceBrowser(proxy.NewBrowser()).Dispose();

        var (signedUp, _) = await portal.PostAsync(
            "/login?form=sign-up", "sign-up", ("email", "ada@example.com"), ("password", Password), ("team", "Engine Room"));
        signedUp.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        signedUp.Headers.GetValues("Set-Cookie")
            .ShouldContain(static cookie => cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        (await portal.GetAsync("/developer/keys")).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var opened = await ConnectAsync(portal.Browser, proxy.Origin);
        opened.StatusCode.ShouldBe(HttpStatusCode.SwitchingProtocols);
        using var socket = WebSocket.CreateFromStream(await opened.Content.ReadAsStreamAsync(Token), new WebSocketCreationOptions());
        await socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, Token);
        var received = new byte[100];
        var handshake = await socket.ReceiveAsync(received, Token).WaitAsync(Patience, Token);
        Encoding.UTF8.GetString(received, 0, handshake.Count).ShouldBe("{}\u001e");

        (await ConnectAsync(portal.Browser, "https://evil.example.org")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_stream_arrives_event_by_event_and_the_provider_notices_that_its_client_leaves(string program)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await StartAsync(upstream);
        await using var proxy = await ReverseProxy.StartAsync(program, portal.Address);
        using var http = proxy.NewClient();
        var caller = await (await PortalTeam.SignUpAsync(http)).MintAsync();
        var (seen, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        upstream.Always(async (context, stop) =>
        {
            await using var leaving = stop.Register(left.SetResult);
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(ChatSse.Role() + ChatSse.Text("first"), stop);
            await context.Response.Body.FlushAsync(stop);
            await seen.Task.WaitAsync(stop);
            await context.Response.WriteAsync(ChatSse.Text("second"), stop);
            await context.Response.Body.FlushAsync(stop);
            await Task.Delay(Timeout.Infinite, stop);
        });

        using (var answer = await caller.OpenAsync(Caller.Streaming("test/model")))
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));
            await UntilAsync(reader, "first");
            seen.SetResult();
            await UntilAsync(reader, "second");
        }

        await left.Task.WaitAsync(Patience, Token);
    }

    /// <summary>
    /// HAProxy completes the call, and it is billed, without <c>abortonclose</c>, which is its default since 3.3 only
    /// (haproxy/haproxy#811, #2340).
    /// </summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_provider_notices_that_a_client_leaves_before_its_answer_begins(string program)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await StartAsync(upstream);
        await using var proxy = await ReverseProxy.StartAsync(program, portal.Address);
        using var http = proxy.NewClient();
        var caller = await (await PortalTeam.SignUpAsync(http)).MintAsync();
        var left = new TaskCompletionSource();
        upstream.Always(async (_, stop) =>
        {
            await using var leaving = stop.Register(left.SetResult);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var leave = new CancellationTokenSource();
        var asking = caller.OpenAsync(Caller.Asking("test/model"), leave.Token);
        await upstream.NextRequestAsync();

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(asking);
        await left.Task.WaitAsync(Patience, Token);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_client_is_known_by_its_own_address_and_cannot_forge_another_one(string program)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await StartAsync(upstream);
        await using var proxy = await ReverseProxy.StartAsync(program, portal.Address);
        using var http = proxy.NewClient();
        var team = await PortalTeam.SignUpAsync(http);
        var own = await team.MintAsync(new { name = "own", allowed_addresses = (string[])[ReverseProxy.Client] });
        var other = await team.MintAsync(new { name = "other", allowed_addresses = (string[])["127.0.0.1", "203.0.113.7"] });

        foreach (var sent in (string[])["203.0.113.7", "\"203.0.113.7", "203.0.113.7\"", "unknown", "127.0.0.1"])
        {
            (await own.SendAsync(HttpMethod.Get, "/v1/models", content: null, ("X-Forwarded-For", sent))).ShouldBe(200);
            (await other.SendAsync(HttpMethod.Get, "/v1/models", content: null, ("X-Forwarded-For", sent))).ShouldBe(403, "FORBIDDEN");
        }

        var server = await http.GetStringAsync("/.well-known/oauth-authorization-server", Token);
        server.ShouldContain($"\"issuer\":\"{proxy.Origin}\"");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Large_bodies_and_MCP_pass(string program)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await StartAsync(upstream);
        await using var proxy = await ReverseProxy.StartAsync(program, portal.Address);
        using var http = proxy.NewClient();
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync();

        (await caller.AskAsync(Caller.Asking("test/model", new string('x', 30 << 20)))).ShouldBe(200);
        upstream.LastRequest.Body.Length.ShouldBeGreaterThan(30 << 20);

        await using var agent = await McpConnection.OpenAsync(http, caller.Key);
        (await agent.ToolsAsync()).ShouldContain("get_usage");
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_draining_node_completes_its_streams_and_its_503_arrives_with_Retry_After(string program)
    {
        var finish = new TaskCompletionSource();
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var node = new PortalNode(CatalogOf(upstream), ("Proxy:Known:0", "127.0.0.1"));
        var (process, direct) = await node.StartAsync();
        await using var proxy = await ReverseProxy.StartAsync(program, direct.BaseAddress!);
        using var http = proxy.NewClient();
        var caller = await (await PortalTeam.SignUpAsync(http)).MintAsync();
        var stream = Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("begun ")), Then.Await(finish.Task),
            Then.Send(ChatSse.Text("and done") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));
        var whole = Replies.Json(ChatSse.Completion("hello"));
        upstream.Always(request => request.Text.Contains("\"stream\":true", StringComparison.Ordinal) ? stream : whole);
        using var running = await caller.OpenAsync(Caller.Streaming("test/model"));

        process.Terminate();
        GatewayAnswer answer = null!;
        await Eventually.TrueAsync(async () => (answer = await caller.AskAsync(Caller.Asking("test/model"))).Status != 200);
        answer.ShouldBe(503, "OVERLOADED");
        answer["retry-after"].ShouldNotBeNull();

        finish.SetResult();
        var completed = await GatewayAnswer.OfAsync(running);
        (completed.StreamedText, completed.IsDone).ShouldBe(("begun and done", true));
        (await process.WaitForExitAsync()).ShouldBe(0);
    }

    private static TestCatalog CatalogOf(ScriptedUpstream upstream) =>
        new TestCatalog().Provider("alpha", upstream.BaseUrl, timeoutSeconds: 60)
            .Model("test/model", ["alpha:model"], context: 100_000_000);

    private static Task<PortalHost> StartAsync(ScriptedUpstream upstream) =>
        PortalHost.StartAsync(CatalogOf(upstream), ("Proxy:Known:0", "127.0.0.1"));

    private static Task<HttpResponseMessage> ConnectAsync(HttpClient browser, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/_blazor");
        foreach (var (name, value) in new[]
        {
            ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Origin", origin),
        })
            request.Headers.TryAddWithoutValidation(name, value);
        return browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    private static async Task UntilAsync(StreamReader reader, string text)
    {
        while (await reader.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token) is { } line)
            if (line.Contains(text, StringComparison.Ordinal)) return;
        throw new EndOfStreamException($"The stream ended before \"{text}\".");
    }
}
