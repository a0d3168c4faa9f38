using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>
/// An OpenID Connect provider and a GitHub, on a socket, that answer as the test says. Each issuer has a path of its own. It checks what a client has to send: its secret,
/// the redirect address and the verifier of PKCE.
/// </summary>
internal sealed class ScriptedIdentityProvider : IAsyncDisposable
{
    public const string ClientId = "the portal";
    public const string ClientSecret = "a secret: of the+client";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Authorization> codes = new(StringComparer.Ordinal);

    private ScriptedIdentityProvider(WebApplication app) => this.app = app;

    /// <summary>Who signs in: the claims of the id token, and what GitHub's API answers.</summary>
    public Dictionary<string, object?> Person { get; } = new(StringComparer.Ordinal);

    /// <summary>Claims that only the userinfo endpoint gives.</summary>
    public Dictionary<string, object?> UserInfo { get; } = new(StringComparer.Ordinal);

    /// <summary>Claims of the id token that differ from the right ones; null removes one.</summary>
    public Dictionary<string, object?> Wrong { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes the id token out of its claims; null for a right signature.</summary>
    public Func<string, string>? Sign { get; set; }

    /// <summary>The addresses that GitHub's API lists.</summary>
    public object[] Emails { get; set; } = [];

    /// <summary>The issuer that the metadata name; null for the right one.</summary>
    public string? Issuer { get; set; }

    /// <summary>The path of the endpoint that fails with status 500.</summary>
    public string? Broken { get; set; }

    /// <summary>The key of today. Replace it to rotate.</summary>
    public (RSA Key, string Id) Key { get; set; } = NewKey();

    /// <summary>What browsers sent to the authorization endpoint.</summary>
    public List<Dictionary<string, string>> Asked { get; } = [];

    public string Address => app.Urls.Single();

    public static async Task<ScriptedIdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = builder.Build();
        var provider = new ScriptedIdentityProvider(server);
        server.Use(async (http, next) =>
        {
            if (provider.Broken is { } path && http.Request.Path.Value!.EndsWith(path, StringComparison.Ordinal)) http.Response.StatusCode = 500;
            else await next(http);
        });
        server.MapGet("/{issuer}/.well-known/openid-configuration", provider.Discover);
        server.MapGet("/{issuer}/keys", provider.ListKeys);
        server.MapPost("/{issuer}/token", provider.ExchangeAsync);
        server.MapGet("/{issuer}/userinfo", () => Results.Json(provider.UserInfo));
        server.MapPost("/{issuer}/login/oauth/access_token", provider.ExchangeAsync);
        server.MapGet("/{issuer}/api/v3/user", () => Results.Json(provider.Person));
        server.MapGet("/{issuer}/api/v3/user/emails", () => Results.Json(provider.Emails));
        await server.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public static (RSA Key, string Id) NewKey() => (RSA.Create(2048), Guid.NewGuid().ToString("N"));

    /// <summary>The settings of a provider with this path.</summary>
    public string[] Settings(int index, string name, string type = "openidconnect", params (string Key, string Value)[] more) =>
    [
        .. new (string Key, string Value)[] { ("Name", name), ("Type", type), ("Authority", $"{Address}/{name}"), ("ClientId", ClientId), ("ClientSecret", ClientSecret) }
            .Concat(more).Select(setting => $"--Accounts:ExternalSignIn:Providers:{index}:{setting.Key}={setting.Value}"),
    ];

    /// <summary>Does what a person does who agrees to sign in.</summary>
    /// <param name="location">Where the portal has sent the browser.</param>
    /// <returns>Where the provider sends the browser.</returns>
    public Uri Agree(Uri location)
    {
        location.AbsoluteUri.ShouldStartWith(Address);
        var query = HttpUtility.ParseQueryString(location.Query);
        var asked = query.AllKeys.ToDictionary(static key => key!, key => query[key]!, StringComparer.Ordinal);
        Asked.Add(asked);
        (asked["response_type"], asked["client_id"], asked["code_challenge_method"]).ShouldBe(("code", ClientId, "S256"));
        var code = Guid.NewGuid().ToString("N");
        codes[code] = new Authorization(asked["redirect_uri"], asked["code_challenge"], asked["nonce"]);
        return new Uri($"{asked["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(asked["state"])}");
    }

    public async ValueTask DisposeAsync()
    {
        Key.Key.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>A token with this payload, signed with a key.</summary>
    public static string Encode(object header, string payload, Func<byte[], byte[]> sign)
    {
        var text = $"{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public static string SignWith((RSA Key, string Id) key, string payload) =>
        Encode(new { alg = "RS256", kid = key.Id }, payload, bytes => key.Key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private IResult Discover(string issuer) => Results.Json(new
    {
        issuer = Issuer ?? $"{Address}/{issuer}",
        authorization_endpoint = $"{Address}/{issuer}/authorize",
        token_endpoint = $"{Address}/{issuer}/token",
        userinfo_endpoint = $"{Address}/{issuer}/userinfo",
        jwks_uri = $"{Address}/{issuer}/keys",
    });

    private IResult ListKeys()
    {
        var key = Key.Key.ExportParameters(includePrivateParameters: false);
        return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = Key.Id, n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) } } });
    }

    private async Task<IResult> ExchangeAsync(string issuer, HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var basic = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(ClientSecret)}"));
        if (request.Headers.Authorization != basic && (form["client_id"], form["client_secret"]) != (ClientId, ClientSecret)) return Results.Json(new { error = "invalid_client" }, statusCode: 401);

        // GitHub answers an error with status 200.
        if (!codes.TryRemove(form["code"].ToString(), out var asked)) return Results.Json(new { error = "invalid_grant" }, statusCode: request.Path.Value!.EndsWith("access_token", StringComparison.Ordinal) ? 200 : 400);
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (challenge != asked.Challenge || form["redirect_uri"] != asked.RedirectUri || form["grant_type"] != "authorization_code") return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        return Results.Json(new { access_token = "an access token", token_type = "bearer", id_token = IdToken($"{Address}/{issuer}", asked.Nonce) });
    }

    private string IdToken(string issuer, string nonce)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>(Person, StringComparer.Ordinal) { ["iss"] = issuer, ["aud"] = ClientId, ["nonce"] = nonce, ["iat"] = now, ["exp"] = now + 300 };
        foreach (var (type, value) in Wrong) claims[type] = value;
        var payload = JsonSerializer.Serialize(claims.Where(static claim => claim.Value is not null).ToDictionary(static claim => claim.Key, static claim => claim.Value));
        return Sign?.Invoke(payload) ?? SignWith(Key, payload);
    }

    private sealed record Authorization(string RedirectUri, string Challenge, string Nonce);
}
