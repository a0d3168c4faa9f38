using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Primitives.RateLimits;

namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>
/// Limits the requests without a valid key per minute and network. Above the limit, keys that this node does not know are not looked up in
/// the store. Keys that it knows are never affected.
/// </summary>
internal sealed class AuthenticationFailures(int perMinute) : IDisposable
{
    private readonly MinuteLimiter<ClientNetwork> byNetwork = new(perMinute);

    /// <summary>Whether the client's network is above the limit.</summary>
    public bool IsAboveLimit(HttpContext http) => byNetwork.Check(NetworkOf(http)) is not null;

    /// <summary>Counts a failure.</summary>
    /// <returns>The error to respond with; null where the limit is not reached.</returns>
    public GatewayError? Count(HttpContext http) => byNetwork.Count(NetworkOf(http)) is { } wait
        ? new GatewayError(
            StatusCodes.Status429TooManyRequests,
            ErrorCodes.RateLimit,
            $"Too many requests without a valid key came from your network address. Wait {ErrorResponse.WholeSeconds(wait)} seconds, and "
            + "check which key the client is configured with.")
        {
            RetryAfter = wait,
        }
        : null;

    public void Dispose() => byNetwork.Dispose();

    private static ClientNetwork NetworkOf(HttpContext http) => ClientNetwork.From(http.Connection.RemoteIpAddress);
}
