using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Mcp;

/// <summary>An OAuth client on the machine of the person who is signed in to the browser of a portal.</summary>
internal sealed class OAuthApp : IDisposable
{
    public const string Redirect = "http://127.0.0.1:33418/callback";
    public const string State = "a state & more";

    /// <summary>A code verifier of the greatest length.</summary>
    public static readonly string Verifier = new('v', 128);

    private readonly PagesHost portal;
    private readonly HttpClient http;

    private OAuthApp(PagesHost portal, HttpClient http, string id) => (this.portal, this.http, Id) = (portal, http, id);

    public string Id { get; private set; }

    public string Origin => http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static async Task<OAuthApp> RegisterAsync(PagesHost portal, string redirect = Redirect)
    {
        var app = new OAuthApp(portal, new HttpClient { BaseAddress = portal.Browser.BaseAddress }, "");
        var (status, registered) = await app.RegisterAsync(new { client_name = "Test agent", redirect_uris = new[] { redirect } });
        status.ShouldBe(201);
        app.Id = registered.GetProperty("client_id").GetString()!;
        return app;
    }

    public async Task<(int Status, JsonElement Json)> RegisterAsync(object metadata) => await ReadAsync(await http.PostAsJsonAsync("/oauth/register", metadata, Token));

    /// <summary>The address at which the person decides.</summary>
    /// <param name="changes">Parameters with other values; null omits one.</param>
    public string AddressWith(params (string Name, string? Value)[] changes)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = Id,
            ["redirect_uri"] = Redirect,
            ["response_type"] = "code",
            ["scope"] = "usage:read keys:mint",
            ["state"] = State,
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
            ["resource"] = Origin + "/mcp",
        };
        foreach (var (name, value) in changes) parameters[name] = value;
        return "/oauth/authorize?" + string.Join('&', parameters.Where(static field => field.Value is not null).Select(static field => $"{field.Key}={Uri.EscapeDataString(field.Value!)}"));
    }

    /// <summary>Allows the app as the person does.</summary>
    /// <returns>The code.</returns>
    public async Task<string> AllowAsync(bool mints = false, params (string Name, string? Value)[] changes)
    {
        (string, string)[] fields = mints ? [("decision", "allow"), ("mint", "true")] : [("decision", "allow")];
        var (answer, page) = await portal.PostAsync(AddressWith(changes), "authorize", fields);
        answer.Headers.Location.ShouldNotBeNull(page);
        return HttpUtility.ParseQueryString(answer.Headers.Location.Query)["code"].ShouldNotBeNull();
    }

    /// <summary>Exchanges a code.</summary>
    public Task<(int Status, JsonElement Json)> ExchangeAsync(string code, params (string Name, string? Value)[] changes) => PostAsync(
        "/oauth/token", [("grant_type", "authorization_code"), ("code", code), ("client_id", Id), ("redirect_uri", Redirect), ("code_verifier", Verifier), ("resource", Origin + "/mcp"), .. changes]);

    public Task<(int Status, JsonElement Json)> RefreshAsync(string token, string? client = null) =>
        PostAsync("/oauth/token", [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", client ?? Id)]);

    public async Task<int> RevokeAsync(string token) => (await PostAsync("/oauth/revoke", [("token", token), ("client_id", Id)])).Status;

    /// <summary>Gets tokens with what the person allows.</summary>
    public async Task<(string Access, string Refresh)> ConnectAsync(bool mints = false)
    {
        var (status, tokens) = await ExchangeAsync(await AllowAsync(mints));
        status.ShouldBe(200, tokens.ToString());
        return (tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString()!);
    }

    /// <summary>Exchanges a code with the id of the client where HTTP's Basic authentication has the name of a user.</summary>
    public async Task<(int Status, JsonElement Json)> ExchangeWithBasicAsync(string code, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/token");
        request.Content = new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", Redirect), new("code_verifier", Verifier),
        ]);
        var sent = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(Id)}:{secret}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", sent);
        return await ReadAsync(await http.SendAsync(request, Token));
    }

    /// <summary>The status with which the MCP server answers.</summary>
    public async Task<int> TryAsync(string access, string path = "/mcp") =>
        (await new ControlPlaneClient(http) { Access = access }.PostAsync(path, new { jsonrpc = "2.0", id = 1, method = "tools/list" })).Status;

    public ControlPlaneClient With(string? access) => new(http) { Access = access };

    public async Task<(int Status, JsonElement Json)> PostAsync(string path, (string Name, string? Value)[] fields)
    {
        // A later field replaces an earlier one with its name; null omits it.
        var form = fields.GroupBy(static field => field.Name).Select(static field => field.Last()).Where(static field => field.Value is not null);
        return await ReadAsync(await http.PostAsync(path, new FormUrlEncodedContent(form.Select(static field => KeyValuePair.Create(field.Name, field.Value!))), Token));
    }

    public void Dispose() => http.Dispose();

    private static async Task<(int Status, JsonElement Json)> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var body = await answer.Content.ReadAsStringAsync(Token);
            return ((int)answer.StatusCode, body.Length == 0 ? default : JsonElement.Parse(body));
        }
    }
}
