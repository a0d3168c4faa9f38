using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Authorization;

namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>
/// Authenticates requests to the data plane by API key and sets the <see cref="Caller"/> feature. Runs before every endpoint that does not
/// allow anonymous requests. The 401 response states what is wrong with the key and which header to send; it never contains the key.
/// Too many of them from one network are answered with 429. A key that may not be used from the client's address, or for calls, gets 403.
/// </summary>
/// <remarks>
/// Middleware, not an authentication handler with a policy: those take about 3 µs and 4.6 KB more for each call (benchmark
/// <c>Authentication</c>), mostly for services that they create for each request. There are no roles, claims or other schemes to combine.
/// </remarks>
internal sealed class ApiKeyMiddleware(
    RequestDelegate next, ApiKeyCache keys, KeyUseLog uses, AuthenticationFailures failures, RejectionLog rejections, TimeProvider time)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) return next(http);
        if (HashIn(http.Request) is not { } hash) return RejectAsync(http);

        // Nearly every key is in the cache. Without an await, no state machine is allocated for the duration of the call.
        return keys.TryGet(hash, out var holder) ? ContinueAsync(http, holder, TimeSpan.Zero) : ReadAsync(http, hash);
    }

    /// <summary>Reads the key from the store, unless it is not looked up because of earlier failures.</summary>
    private async Task ReadAsync(HttpContext http, KeyHash hash)
    {
        var startedAt = time.GetTimestamp();
        var store = new StoreDeadline(time, startedAt);
        var isRead = keys.Knows(hash) || !failures.IsAboveLimit(http);
        var holder = isRead ? await store.WaitAsync(keys.FindAsync(hash, http.RequestAborted)) : null;
        if (holder is not null && KeyErrors.Find(holder, http) is null)
            uses.Add(holder, http.Connection.RemoteIpAddress, http.Request.Headers.UserAgent);
        await ContinueAsync(http, holder, time.GetElapsedTime(startedAt));
    }

    private Task ContinueAsync(HttpContext http, KeyHolder? holder, TimeSpan waitedForStore)
    {
        if (holder is null) return RejectAsync(http);
        http.Features.Set(new Caller(holder, waitedForStore));
        if (KeyErrors.Find(holder, http) is not { } error) return next(http);
        rejections.Add(CallRejection.From(http, error, time.GetUtcNow()));
        return ErrorResponse.WriteAsync(http, error);
    }

    private Task RejectAsync(HttpContext http) => ErrorResponse.WriteAsync(http, failures.Count(http) ?? ErrorOf(http.Request));

    /// <returns>The hash of the request's key; null if the request has none that can be valid.</returns>
    private static KeyHash? HashIn(HttpRequest request)
    {
        if (PresentedKey.IsInQuery(request)) return null;
        var key = PresentedKey.In(request);
        return KeyFormat.IsWellFormed(key) ? KeyHash.From(key) : null;
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
