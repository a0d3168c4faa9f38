using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace JusInfer.Portal.Accounts.External;

/// <summary>A provider that speaks OpenID Connect.</summary>
internal sealed class OpenIdConnectProvider(ExternalProviderOptions options, ProviderClient client, TimeProvider time) : IExternalProvider, IDisposable
{
    private readonly MetadataCache cache = new(client, options.Authority, time);

    public ExternalProviderOptions Options => options;

    public async Task<Result<ProviderEndpoints, ProviderFault>> FindEndpointsAsync(CancellationToken cancellationToken) =>
        (await cache.GetAsync(cancellationToken)).Map(static metadata => metadata.Endpoints);

    public async Task<Result<ExternalIdentity, ProviderFault>> IdentifyAsync(ProviderTokens tokens, string nonce, CancellationToken cancellationToken)
    {
        if (tokens.Id is null || IdTokens.Read(tokens.Id) is not { } token) return ProviderFault.Rejected("The provider gave no id token. Its client has to have the scope openid.");
        if (!(await cache.GetAsync(cancellationToken)).TryGet(out var metadata, out var fault)) return fault;
        var wrong = await FindFaultAsync(metadata);

        // Providers replace their keys, some under the id of the former one or without any (kellnr/kellnr#1265, coreos/go-oidc#243).
        if (wrong == IdTokens.WrongSignature)
        {
            if (!(await cache.RefreshAsync(cancellationToken)).TryGet(out metadata, out fault)) return fault;
            wrong = await FindFaultAsync(metadata);
        }

        if (wrong is not null) return ProviderFault.Rejected($"The id token is not accepted, because {wrong}.");

        var subject = IdTokens.ClaimOf(token, "sub")!;
        var email = IdTokens.ClaimOf(token, "email");
        if (email is not null || metadata.UserInfo is null) return IdentityOf(token, subject, email);

        // Providers may give the scopes' claims only here (section 5.4).
        if (!(await client.GetAsync(metadata.UserInfo, tokens.Access, cancellationToken)).TryGet(out var claims, out fault)) return fault;
        if (TextOf(claims, "sub") != subject) return ProviderFault.Rejected("The userinfo endpoint answered for another person.");
        return Identity(metadata.Endpoints.Issuer, subject, TextOf(claims, "email"), IsTrue(claims, "email_verified"), TextOf(claims, "preferred_username") ?? TextOf(claims, "name"));

        Task<string?> FindFaultAsync(ProviderMetadata current) =>
            IdTokens.FindFaultAsync(token, current, options.ClientId, nonce, time.GetUtcNow());
    }

    public void Dispose() => cache.Dispose();

    private static ExternalIdentity IdentityOf(JsonWebToken token, string subject, string? email) => Identity(
        token.Issuer, subject, email, string.Equals(IdTokens.ClaimOf(token, "email_verified"), "true", StringComparison.OrdinalIgnoreCase),
        IdTokens.ClaimOf(token, "preferred_username") ?? IdTokens.ClaimOf(token, "name"));

    private static ExternalIdentity Identity(string issuer, string subject, string? email, bool isVerified, string? name)
    {
        var valid = EmailAddress.Canonicalize(email);
        return new ExternalIdentity(issuer, subject, valid ?? name ?? subject) { Email = valid, IsEmailVerified = valid is not null && isVerified };
    }

    /// <summary>Some providers write the flag as text.</summary>
    private static bool IsTrue(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && (value.ValueKind is JsonValueKind.True || (value.ValueKind is JsonValueKind.String && value.ValueEquals("true")));

    private static string? TextOf(JsonElement claims, string name) =>
        claims.ValueKind is JsonValueKind.Object && claims.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
