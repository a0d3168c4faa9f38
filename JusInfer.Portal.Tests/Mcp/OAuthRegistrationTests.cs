using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.Components.Account;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Mcp;

/// <summary>What strangers send to the endpoints that nobody has to sign in for.</summary>
public sealed class OAuthRegistrationTests(SharedPortal open) : IClassFixture<SharedPortal>, IAsyncLifetime
{
    private readonly PagesHost portal = open.Pages;
    private OAuthApp app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await OAuthApp.RegisterAsync(portal);

    public ValueTask DisposeAsync()
    {
        app.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("""{"redirect_uris":[]}""", "invalid_redirect_uri")]
    [InlineData("""{"client_name":"a"}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":"https://example.com"}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["http://example.com/callback"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["http://127.0.0.1.example.com/"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["cursor://callback"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["javascript:alert(1)"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["https://example.com/#here"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["https://a@example.com/"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["https://example.com/a b"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["https://example.com/"],"client_name":"a\u202eb"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://example.com/"],"client_name":"\u3164"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://example.com/"],"client_name":"a\u00a0b"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://example.com/"],"client_name":"a\udb40\udc41"}""", "invalid_client_metadata")]
    [InlineData("""[]""", "invalid_client_metadata")]
    public async Task A_registration_with_a_fault_is_rejected(string metadata, string error)
    {
        var (status, answer) = await app.RegisterAsync(JsonElement.Parse(metadata));

        (status, answer.GetProperty("error").GetString()).ShouldBe((400, error));
        answer.GetProperty("error_description").GetString().ShouldNotBeNullOrEmpty();
    }

    /// <summary>Cursor registers an address with a scheme of its own beside others.</summary>
    [Fact]
    public async Task A_redirect_address_that_is_not_accepted_does_not_keep_out_the_others()
    {
        string[] good = ["http://127.0.0.1:33418/callback", "https://app.example/callback"];
        string[] sent = ["cursor://anysphere.cursor-mcp/oauth/callback", good[0], "http://example.com/callback", good[1]];

        var (status, client) = await app.RegisterAsync(new { redirect_uris = sent });

        status.ShouldBe(201);
        client.GetProperty("redirect_uris").EnumerateArray().Select(static uri => uri.GetString()).ShouldBe(good);
        client.GetProperty("client_name").GetString().ShouldBe("127.0.0.1");
        var registered = portal.Services.GetRequiredService<OAuthClients>().Find(client.GetProperty("client_id").GetString());
        registered.ShouldNotBeNull().RedirectUris.ShouldBe(good);
    }

    [Theory]
    [InlineData("client_name\":\"a\\ud83d\",\"redirect_uris\":[\"https://example.com/\"]", "invalid_client_metadata")]
    [InlineData("client_name\":1,\"redirect_uris\":[\"https://example.com/\"]", "invalid_client_metadata")]
    [InlineData("redirect_uris\":[\"https://example.com/\\ud83d\"]", "invalid_redirect_uri")]
    public async Task A_text_that_cannot_be_decoded_is_rejected(string body, string error)
    {
        var answer = await app.With(null).PostTextAsync("/oauth/register", $"{{\"{body}}}");

        (answer.Status, answer.Text("error")).ShouldBe((400, error));
    }

    [Theory]
    [InlineData("/oauth/token")]
    [InlineData("/oauth/revoke")]
    public async Task A_form_in_an_encoding_that_is_not_supported_is_rejected(string path)
    {
        using var form = new StringContent("token=a", MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded; charset=utf-7"));

        (await portal.Browser.PostAsync(path, form, Token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
