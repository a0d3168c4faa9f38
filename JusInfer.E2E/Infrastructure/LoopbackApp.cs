using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JusInfer.E2E.Infrastructure;

/// <summary>An OAuth client on the person's machine: registers itself, receives the browser after the decision, and gets its tokens.</summary>
internal sealed class LoopbackApp : IAsyncDisposable
{
    public const string Name = "Journey agent";

    private static readonly string Verifier = new('v', 64);

    private readonly WebApplication web;
    private readonly HttpClient portal;
    private readonly Channel<IQueryCollection> answers = Channel.CreateUnbounded<IQueryCollection>();
    private string id = "";

    private LoopbackApp(WebApplication web, Uri portal) => (this.web, this.portal) = (web, new HttpClient { BaseAddress = portal });

    public Uri Address => new(web.Urls.Single());

    /// <summary>Where the app leads the browser on, as apps do that open themselves or their own site (PrefectHQ/fastmcp#3369).</summary>
    public Uri Done => new UriBuilder(Address) { Host = "localhost", Path = "/done" }.Uri;

    /// <summary>Where the app sends the browser.</summary>
    public string AuthorizePath =>
        $"/oauth/authorize?response_type=code&client_id={Uri.EscapeDataString(id)}&redirect_uri={Uri.EscapeDataString(Redirect)}&scope=usage%3Aread%20keys%3Amint&state=here"
        + $"&code_challenge={Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))}&code_challenge_method=S256";

    private string Redirect => new Uri(Address, "/callback").AbsoluteUri;

    public static async Task<LoopbackApp> StartAsync(Uri portal)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        var app = new LoopbackApp(server, portal);
        server.MapGet("/callback", app.Receive);
        server.MapGet("/done", static () =>
            Results.Text("<!doctype html><link rel=icon href='data:,'><title>Connected</title><h1>You can close this page.</h1>", "text/html"));
        await server.StartAsync();
        using var registered = await app.portal.PostAsJsonAsync("/oauth/register", new { client_name = Name, redirect_uris = new[] { app.Redirect } });
        app.id = (await registered.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("client_id").GetString()!;
        return app;
    }

    /// <summary>Waits for the browser, and returns an access token for its code.</summary>
    public async Task<string> ConnectAsync()
    {
        var answer = await answers.Reader.ReadAsync(TestContext.Current.CancellationToken);
        answer["state"].ToString().ShouldBe("here");
        using var exchanged = await portal.PostAsync("/oauth/token", new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("code", answer["code"].ToString()), new("client_id", id), new("redirect_uri", Redirect), new("code_verifier", Verifier),
        ]));
        var tokens = await exchanged.Content.ReadFromJsonAsync<JsonElement>();
        return Secrets.Register("access token", tokens.GetProperty("access_token").GetString()!);
    }

    /// <summary>The status and the body with which the MCP server answers the list of tools.</summary>
    public async Task<(int Status, string Body)> ListToolsAsync(string access)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method = "tools/list" }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        using var answer = await portal.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        portal.Dispose();
        await web.DisposeAsync();
    }

    private IResult Receive(HttpRequest request)
    {
        answers.Writer.TryWrite(request.Query);
        return Results.Redirect(Done.AbsoluteUri, preserveMethod: true);
    }
}
