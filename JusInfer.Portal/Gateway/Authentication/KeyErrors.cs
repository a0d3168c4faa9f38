using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>The errors of valid keys that may not make a request.</summary>
internal static class KeyErrors
{
    private static readonly GatewayError ReadsUsageOnly = Forbidden(
        "This key has the scope usage:read: it reads usage, runs, limits and keys from the control plane and cannot call models. Use a key with the scope all.");

    private static readonly GatewayError MintsOnly = Forbidden(
        "This key has the scope keys:mint: it mints keys at /mcp and cannot call models. Use a key with the scope all.");

    /// <returns>Null if the key may make the request.</returns>
    public static GatewayError? Find(KeyHolder holder, HttpContext http)
    {
        if (!holder.Allows(http.Connection.RemoteIpAddress)) return NotFrom(http);
        return holder.Key.Terms.Scope switch
        {
            KeyScope.All => null,
            KeyScope.KeysMint => MintsOnly,
            _ => ReadsUsageOnly,
        };
    }

    /// <summary>Names the client's address, which its user often does not know, and not the allowed ones.</summary>
    private static GatewayError NotFrom(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress is { } remote ? AddressRange.Normalize(remote).ToString() : "an unknown address";
        return Forbidden(
            $"This key may not be used from {address}. Call from an address that is allowed, or ask an owner or admin of the team to allow this one.");
    }

    private static GatewayError Forbidden(string message) => new(StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, message) { FinalForClient = true };
}
