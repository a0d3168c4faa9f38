using System.Security.Claims;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Keys;
using Microsoft.AspNetCore.Authentication;

namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>
/// The scheme of the data plane. A mistyped key is told by its checksum, an unknown, revoked or expired one by the directory; each refusal says
/// which header to use and where keys are minted, never the key.
/// </summary>
internal sealed class ApiKeyAuthentication(KeyDirectory directory) : IAuthenticationHandler
{
    public const string Scheme = "ApiKey";

    /// <summary>One identity for every caller: who it is stands in the request's <see cref="Caller"/>, without an allocation a claim.</summary>
    private static readonly AuthenticateResult Known =
        AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(Scheme)), Scheme));

    private static readonly AuthenticateResult Unknown = AuthenticateResult.NoResult();

    private HttpContext context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        this.context = context;
        return Task.CompletedTask;
    }

    public async Task<AuthenticateResult> AuthenticateAsync()
    {
        if (context.Features.Get<Caller>() is not null) return Known;
        if (PresentedKey.IsInQuery(context.Request) || !TryHash(out var hash)) return Unknown;
        if (await directory.FindAsync(hash, context.RequestAborted) is not { } holder) return Unknown;
        context.Features.Set(new Caller(holder));
        return Known;
    }

    public Task ChallengeAsync(AuthenticationProperties? properties) => ErrorResponse.WriteAsync(context, Refusal());

    public Task ForbidAsync(AuthenticationProperties? properties) => ChallengeAsync(properties);

    private bool TryHash(out KeyHash hash)
    {
        var key = PresentedKey.In(context.Request);
        if (!KeyFormat.IsWellFormed(key))
        {
            hash = default;
            return false;
        }

        hash = KeyHash.Of(key);
        return true;
    }

    private GatewayError Refusal()
    {
        if (PresentedKey.IsInQuery(context.Request))
            return GatewayError.InvalidKey("A key must not stand in the address. Send it in the header 'Authorization: Bearer jinf_…'; mint a new one, since this one is now in logs.");

        var key = PresentedKey.In(context.Request);
        if (key.IsEmpty)
            return GatewayError.InvalidKey("The request carries no key. Send the header 'Authorization: Bearer jinf_…' or 'x-api-key'; keys are minted under Developer, Keys.");
        if (!key.StartsWith(KeyFormat.Prefix))
            return GatewayError.InvalidKey($"This is no JusInfer key: those start with '{KeyFormat.Prefix}'. Check which key the client is set to.");
        return KeyFormat.IsWellFormed(key)
            ? GatewayError.InvalidKey("This key is unknown, revoked or expired. Mint a new one under Developer, Keys.")
            : GatewayError.InvalidKey("This key is mistyped or cut: its checksum does not match. Copy it again, whole, or mint a new one under Developer, Keys.");
    }
}
