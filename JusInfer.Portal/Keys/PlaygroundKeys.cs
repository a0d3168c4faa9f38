using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>
/// The short-lived keys with which the playground calls the gateway for the signed-in member. They are ordinary keys under the team's policy. One that has
/// ended is in no list of keys: a team would have one more with each visit.
/// </summary>
internal sealed class PlaygroundKeys(ApiKeyService keys, TimeProvider time)
{
    public const string Name = "Playground";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>A key that could end during a call is not used for it.</summary>
    private static readonly TimeSpan MinRest = TimeSpan.FromMinutes(5);

    /// <summary>Whether a key is one of the playground's.</summary>
    public static bool Include(ApiKey key) => key is { Name: Name, Terms.Sandbox: true, Service: false, ExpiresAt: { } end } && end - key.CreatedAt <= Lifetime;

    /// <summary>Whether a key can be used for another call.</summary>
    public bool IsFresh(ApiKey key) => key.RevokedAt is null && key.ExpiresAt > time.GetUtcNow() + MinRest;

    /// <summary>A sandbox key, so that the member can cut a connection.</summary>
    public Task<Result<MintedKey, RequestError>> MintAsync(Member member, CancellationToken cancellationToken) => keys.MintAsync(
        member, new Input<KeyRequest>(new KeyRequest { Name = Name, Sandbox = true, ExpiresAt = time.GetUtcNow() + Lifetime }), cancellationToken);

    public Task RevokeAsync(Member member, KeyId key, CancellationToken cancellationToken) => keys.RevokeAsync(member, key, cancellationToken);
}
