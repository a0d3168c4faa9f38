using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Text is compressed only for visitors who are not signed in.</summary>
public sealed class ResponseCompressionTests : IAsyncLifetime
{
    private PagesHost portal = null!;

    public async ValueTask InitializeAsync() => portal = await PagesHost.StartAsync();

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData("/", "br")]
    [InlineData("/", "gzip")]
    [InlineData("/login", "br")]
    [InlineData("/docs/quick-start/", "br")]
    [InlineData("/docs/quick-start.md", "br")]
    [InlineData("/docs/quick-start.md", "gzip")]
    [InlineData("/blog/feed.xml", "br")]
    [InlineData("/sitemap.xml", "br")]
    [InlineData("/css/app.css", "br")]
    [InlineData("/js/site.js", "gzip")]
    public async Task Text_is_compressed_for_a_visitor_who_is_not_signed_in(string address, string encoding)
    {
        var plain = await SendAsync(address);
        var compressed = await SendAsync(address, encoding);

        plain.Content.Headers.ContentEncoding.ShouldBeEmpty();
        compressed.Content.Headers.ContentEncoding.ShouldBe([encoding]);
        compressed.Headers.Vary.ShouldContain("Accept-Encoding");
        compressed.Content.Headers.ContentType.ShouldBe(plain.Content.Headers.ContentType);
        var bytes = await compressed.Content.ReadAsByteArrayAsync(Token);
        bytes.Length.ShouldBeLessThan((await plain.Content.ReadAsByteArrayAsync(Token)).Length * 6 / 10);
        (await DecompressAsync(bytes, encoding)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Markdown_is_the_same_file_after_decompression()
    {
        var compressed = await SendAsync("/docs/quick-start.md", "br");

        (await DecompressAsync(await compressed.Content.ReadAsByteArrayAsync(Token), "br"))
            .ShouldBe(await portal.Browser.GetStringAsync("/docs/quick-start.md", Token));
    }

    [Fact]
    public async Task Brotli_is_preferred_where_the_client_accepts_both() =>
        (await SendAsync("/", "gzip", "br")).Content.Headers.ContentEncoding.ShouldBe(["br"]);

    [Theory]
    [InlineData("/")]
    [InlineData("/docs/quick-start/")]
    [InlineData("/docs/quick-start.md")]
    [InlineData("/developer/keys")]
    [InlineData("/developer/tenant")]
    [InlineData("/nowhere")]
    public async Task Nothing_is_compressed_for_a_signed_in_user(string address)
    {
        await portal.PostAsync(
            "/login?form=sign-up", "sign-up", ("email", "ada@example.com"), ("password", "a long enough password"), ("team", "Analysts"));

        var answer = await SendAsync(address, "br", "gzip");

        answer.Content.Headers.ContentEncoding.ShouldBeEmpty();
        answer.Headers.Vary.ShouldNotContain("Accept-Encoding");
        answer.Content.Headers.ContentType!.MediaType.ShouldBeOneOf("text/html", "text/markdown");
    }

    [Fact]
    public async Task The_control_plane_and_the_data_plane_are_never_compressed()
    {
        var team = await PortalTeam.SignUpAsync(portal.Browser);
        var caller = await team.MintAsync();
        portal.ForgetCookies();

        foreach (var (path, body) in new[]
        {
            ("/v1/auth/login", """{"email":"ada@example.com","password":"not the password"}"""),
            ("/v1/chat/completions", Caller.Asking("jusInfer-auto")),
            ("/v1/chat/completions", Caller.Streaming("jusInfer-auto")),
            ("/v1/chat/completions", "{"),
        })
        {
            using var request = Request(HttpMethod.Post, path, "br", "gzip");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller.Key);
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await portal.Browser.SendAsync(request, Token);

            answer.Content.Headers.ContentEncoding.ShouldBeEmpty($"{path} {body}");
            answer.Content.Headers.ContentType!.MediaType.ShouldBeOneOf(
                "application/json", "application/problem+json", "text/event-stream");
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<HttpResponseMessage> SendAsync(string address, params string[] encodings) =>
        portal.Browser.SendAsync(Request(HttpMethod.Get, address, encodings), Token);

    private static HttpRequestMessage Request(HttpMethod method, string address, params string[] encodings)
    {
        var request = new HttpRequestMessage(method, address);
        foreach (var encoding in encodings) request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
        return request;
    }

    private static async Task<string> DecompressAsync(byte[] bytes, string encoding)
    {
        using var source = new MemoryStream(bytes);
        await using Stream plain = encoding == "br"
            ? new BrotliStream(source, CompressionMode.Decompress)
            : new GZipStream(source, CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return await reader.ReadToEndAsync(Token);
    }
}
