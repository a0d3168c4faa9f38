using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Api;

/// <summary>
/// The authorization server of the MCP server (OAuth 2.1): its metadata, the registration of clients, and their tokens. The page on which people decide is
/// <c>/oauth/authorize</c>. See ADR 31.
/// </summary>
/// <remarks>Specification: https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization</remarks>
internal static class OAuthApi
{
    private static readonly FormOptions FormLimits = new() { ValueCountLimit = 20, KeyLengthLimit = 100, ValueLengthLimit = 8 * 1024, BufferBodyLengthLimit = 64 * 1024 };

    internal static void MapOAuth(this IEndpointRouteBuilder endpoints)
    {
        // Clients ask below the path of the resource first (RFC 9728, section 3.1).
        foreach (var path in (string[])[OAuthPaths.ResourceMetadata, OAuthPaths.ResourceMetadata + OAuthPaths.Resource])
            endpoints.MapGet(path, static http => RespondAsync(http, ProtectedResourceView.From(OAuthPaths.IssuerOf(http.Request)), OAuthJson.Default.ProtectedResourceView)).Open();
        endpoints.MapGet(OAuthPaths.ServerMetadata, static http => RespondAsync(http, AuthorizationServerView.From(OAuthPaths.IssuerOf(http.Request)), OAuthJson.Default.AuthorizationServerView)).Open();
        endpoints.MapPost(OAuthPaths.Register, RegisterAsync).Open();
        endpoints.MapPost(OAuthPaths.Token, ExchangeAsync).WithMetadata(new NeedsHttpsAttribute()).Open();
        endpoints.MapPost(OAuthPaths.Revoke, RevokeAsync).WithMetadata(new NeedsHttpsAttribute()).Open();
    }

    private static void Open(this IEndpointConventionBuilder endpoint) => endpoint.AllowAnonymous().ExcludeFromDescription();

    private static async Task RegisterAsync(HttpContext http)
    {
        if (await IsAboveLimitAsync(http)) return;
        if (!(await JsonBodyReader.ReadAsync(http)).TryGet(out var body, out var problem))
        {
            await RespondAsync(http, new OAuthError("invalid_client_metadata", problem.ProblemDetails.Detail ?? "The body must be a JSON object."));
            return;
        }

        var name = TextOf(body["client_name"]);
        if (name is null && body["client_name"] is not null)
        {
            await RespondAsync(http, new OAuthError("invalid_client_metadata", "client_name must be a string."));
            return;
        }

        var uris = (body["redirect_uris"] as JsonArray)?.Select(TextOf).ToList();
        if (uris is null || uris.Contains(null))
        {
            await RespondAsync(http, new OAuthError("invalid_redirect_uri", "redirect_uris must be an array of strings."));
            return;
        }

        var clients = http.RequestServices.GetRequiredService<OAuthClients>();
        if (!clients.Register(name, [.. uris.OfType<string>()]).TryGet(out var registered, out var error))
        {
            await RespondAsync(http, error);
            return;
        }

        var issuedAt = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
        var view = new OAuthClientView(registered.Id, issuedAt, registered.Client.Name, registered.Client.RedirectUris);
        await RespondAsync(http, view, OAuthJson.Default.OAuthClientView, StatusCodes.Status201Created);
    }

    /// <summary>Null if the value is not a string, or not one that can be decoded, such as with half a surrogate pair in it.</summary>
    private static string? TextOf(JsonNode? node)
    {
        try
        {
            return node?.GetValueKind() is JsonValueKind.String ? node.GetValue<string>() : null;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return null;
        }
    }

    private static async Task ExchangeAsync(HttpContext http)
    {
        if (await IsAboveLimitAsync(http) || await ReadFormAsync(http) is not { } form) return;
        var tokens = http.RequestServices.GetRequiredService<OAuthTokens>();
        string? FieldOf(string name) => form.GetValueOrDefault(name);
        var client = FieldOf("client_id") ?? BasicClientOf(http.Request);
        Result<TokenPair, OAuthError> result = !OAuthPaths.IsResource(FieldOf("resource"), OAuthPaths.IssuerOf(http.Request))
            ? new OAuthError("invalid_target", $"resource must be {OAuthPaths.IssuerOf(http.Request)}{OAuthPaths.Resource}.")
            : (FieldOf("grant_type"), FieldOf("code"), FieldOf("refresh_token")) switch
            {
                ("authorization_code" or "refresh_token", _, _) when client is null => ClientMissing(http.Request),
                ("authorization_code", { } code, _) => await tokens.ExchangeAsync(
                    client, code, FieldOf("redirect_uri"), FieldOf("code_verifier"), http.RequestAborted),
                ("refresh_token", _, { } token) => await tokens.RefreshAsync(client, token, http.RequestAborted),
                ("authorization_code", null, _) => OAuthError.InvalidRequest("code is missing."),
                ("refresh_token", _, null) => OAuthError.InvalidRequest("refresh_token is missing."),
                _ => new OAuthError("unsupported_grant_type", "grant_type must be authorization_code or refresh_token."),
            };
        if (result.TryGet(out var pair, out var error)) await RespondAsync(http, OAuthTokensView.From(pair), OAuthJson.Default.OAuthTokensView);
        else await RespondAsync(http, error);
    }

    private static OAuthError ClientMissing(HttpRequest request) => request.Headers.Authorization.Count == 0
        ? OAuthError.InvalidRequest("client_id is missing.")
        : OAuthError.InvalidRequest("client_id is missing in the form. Clients have no secret here: send it there, without Authorization.");

    /// <summary>
    /// The id of a client that sends it as HTTP's Basic authentication does (RFC 6749, section 2.3.1), with an empty secret; null if it
    /// sends none. The metadata says that there are no secrets, and some clients send the header anyway
    /// (modelcontextprotocol/python-sdk#3545).
    /// </summary>
    private static string? BasicClientOf(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase) || header.Parameter is not { Length: > 0 } sent)
            return null;
        var bytes = new byte[sent.Length];
        if (!Convert.TryFromBase64String(sent, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.Length > 1 && text.EndsWith(':') ? WebUtility.UrlDecode(text[..^1]) : null;
    }

    private static async Task RevokeAsync(HttpContext http)
    {
        if (await IsAboveLimitAsync(http) || await ReadFormAsync(http) is not { } form) return;
        if (form.GetValueOrDefault("token") is not { } token)
        {
            await RespondAsync(http, OAuthError.InvalidRequest("token is missing."));
            return;
        }

        await http.RequestServices.GetRequiredService<OAuthTokens>().RevokeAsync(token, http.RequestAborted);
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
    }

    /// <summary>Counts a request like a refresh of tokens, and responds to one above the limit.</summary>
    private static async Task<bool> IsAboveLimitAsync(HttpContext http)
    {
        if (http.RequestServices.GetRequiredService<AttemptLimiter>().CountToken() is not { } wait) return false;
        var limited = new RequestError.RateLimited(wait);
        http.Response.Headers.RetryAfter = limited.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        await RespondAsync(http, new OAuthError("temporarily_unavailable", limited.Reason), StatusCodes.Status429TooManyRequests);
        return true;
    }

    /// <summary>The fields of the form; null after a response to one that cannot be read, or that has a field twice (RFC 6749, section 3.2).</summary>
    private static async Task<Dictionary<string, string>?> ReadFormAsync(HttpContext http)
    {
        try
        {
            if (http.Request.HasFormContentType)
            {
                var form = await http.Request.ReadFormAsync(FormLimits, http.RequestAborted);
                if (form.All(static field => field.Value.Count == 1)) return form.ToDictionary(static field => field.Key, static field => field.Value.ToString(), StringComparer.Ordinal);
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException or NotSupportedException)
        {
            // It is answered as every other body that is no form.
        }

        await RespondAsync(http, OAuthError.InvalidRequest("The body must be a form (application/x-www-form-urlencoded) that has each field once."));
        return null;
    }

    private static Task RespondAsync(HttpContext http, OAuthError error, int? status = null) => RespondAsync(
        http,
        new OAuthErrorView(error.Code, error.Description),
        OAuthJson.Default.OAuthErrorView,
        status ?? (error.Code == OAuthError.InvalidClientCode ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest));

    private static Task RespondAsync<T>(HttpContext http, T view, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        http.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return Results.Json(view, type, statusCode: status).ExecuteAsync(http);
    }
}
