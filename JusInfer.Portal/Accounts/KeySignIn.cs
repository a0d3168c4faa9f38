using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Networks;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Finds who uses the control plane with a key, which must have the scope that the endpoint allows: the member that the key acts for, with what the member may
/// see, or for a service key a viewer who has this key alone. A second factor is not required, as for all keys.
/// </summary>
internal sealed class KeySignIn(ApiKeyCache keys, KeyUseLog uses, CallLimiter calls, ITenancyStore tenancy)
{
    public const string NeedsAccessToken =
        "This is an API key. This call requires an access token from POST /v1/auth/login as 'Authorization: Bearer <access token>'.";

    public const string NeedsKey =
        "Send a key of this portal as 'Authorization: Bearer jinf_…', or an access token from POST /v1/auth/login. Create a key under Developer, Keys.";

    private static readonly RequestError.Unauthorized NotForReading = new(
        "This key does not read usage. That requires a key with the scope usage:read, or an access token from POST /v1/auth/login.");

    private static readonly RequestError.Unauthorized NotForReporting = new(
        "This key calls no models. A report requires a key that calls models, or an access token from POST /v1/auth/login.");

    private static readonly RequestError.Unauthorized NoSuchKey = new("This key is unknown, revoked or expired. Create a new one under Developer, Keys.");

    /// <param name="text">The key.</param>
    /// <param name="scope">The scope that the key must have; null if any will do.</param>
    /// <param name="http">The request.</param>
    public async Task<Result<SignedIn, RequestError>> FindAsync(string text, KeyScope? scope, HttpContext http)
    {
        if (!KeyFormat.IsWellFormed(text)) return NoSuchKey;
        var hash = KeyHash.From(text);
        if (!keys.Knows(hash) && calls.IsAnonymousAboveLimit(http)) return NoSuchKey;
        if (await keys.FindAsync(hash, http.RequestAborted) is not { } holder) return NoSuchKey;
        if (scope is not null && holder.Key.Terms.Scope != scope) return scope is KeyScope.UsageRead ? NotForReading : NotForReporting;
        var address = http.Connection.RemoteIpAddress;
        if (!holder.Allows(address))
            return new RequestError.Forbidden($"This key may not be used from {(address is null ? "an unknown address" : AddressRange.Normalize(address))}.");
        if (await tenancy.FindTeamAsync(holder.Key.TeamId, http.RequestAborted) is not { } team) return NoSuchKey;

        uses.Add(holder, address, http.Request.Headers.UserAgent);
        return new SignedIn(holder.Key.Service ? new UserId(team.Id.Value) : holder.Member.UserId, holder.Member.Email, holder.Member, team, IsOperator: false)
        {
            Key = holder.Key,
        };
    }
}
