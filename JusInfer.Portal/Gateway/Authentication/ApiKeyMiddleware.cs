using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Keys;
using Microsoft.AspNetCore.Authorization;

namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>
/// Authenticates requests to the data plane by API key and sets the <see cref="Caller"/> feature. Runs before every endpoint that does not
/// allow anonymous requests. The 401 response states what is wrong with the key and which header to send; it never contains the key.
/// Too many of them from one network are answered with 429.
/// </summary>
/// <remarks>
/// Middleware, not an authentication handler with a policy: those take about 3 µs and 4.6 KB more for each call (benchmark
/// <c>Authentication</c>), mostly for services that they create for each request. There are no roles, claims or other schemes to combine.
/// </remarks>
internal sealed class ApiKeyMiddleware(RequestDelegate next, ApiKeyCache keys, AuthenticationFailures failures)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) return next(http);

        // Nearly every key is in the cache. Without an await, no state machine is allocated for the duration of the call.
        var lookup = FindAsync(http);
        return lookup.IsCompletedSuccessfully ? ContinueAsync(http, lookup.Result) : AwaitAsync(http, lookup);
    }

    private async Task AwaitAsync(HttpContext http, ValueTask<KeyHolder?> lookup) => await ContinueAsync(http, await lookup);

    private Task ContinueAsync(HttpContext http, KeyHolder? holder)
    {
        if (holder is null) return ErrorResponse.WriteAsync(http, failures.Count(http) ?? ErrorOf(http.Request));
        http.Features.Set(new Caller(holder));
        return next(http);
    }

    /// <returns>
    /// The holder of the request's key; null if the request has no valid key, or one that is not looked up because of earlier failures.
    /// </returns>
    private ValueTask<KeyHolder?> FindAsync(HttpContext http)
    {
        if (PresentedKey.IsInQuery(http.Request)) return default;
        var key = PresentedKey.In(http.Request);
        if (!KeyFormat.IsWellFormed(key)) return default;
        var hash = KeyHash.Of(key);
        if (keys.TryGet(hash, out var holder)) return new(holder);
        return keys.Knows(hash) || !failures.IsAboveLimit(http) ? keys.FindAsync(hash, http.RequestAborted) : default;
    }

    private static GatewayError ErrorOf(HttpRequest request)
    {
        if (PresentedKey.IsInQuery(request))
            return GatewayError.InvalidKey(
                "The request has a key in its address. Send keys in the header 'Authorization: Bearer jinf_…', 'x-api-key' or 'x-goog-api-key', "
                + "and create a new one, since this one is now in logs.");

        var key = PresentedKey.In(request);
        if (key.IsEmpty)
            return GatewayError.InvalidKey(
                "The request carries no key. Send it in the header 'Authorization: Bearer jinf_…', 'x-api-key' or 'x-goog-api-key'. Keys are "
                + "created under Developer, Keys.");
        if (!key.StartsWith(KeyFormat.Prefix))
            return GatewayError.InvalidKey(
                $"This is not a JusInfer key: those start with '{KeyFormat.Prefix}'. Check which key the client is configured with.");
        return KeyFormat.IsWellFormed(key)
            ? GatewayError.InvalidKey("This key is unknown, revoked or expired. Create a new one under Developer, Keys.")
            : GatewayError.InvalidKey(
                "This key is mistyped or cut off: its checksum does not match. Copy all of it again, or create a new one under "
                + "Developer, Keys.");
    }
}
