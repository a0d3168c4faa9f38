using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>
/// Manages API keys. Members manage their own; owners and admins manage the team's and set limits. A key that the actor may not see is
/// reported as not found.
/// </summary>
internal sealed class ApiKeyService(IKeyStore keys, ITenancyStore tenancy, KeyMinter minter, IStepUpAuthentication stepUp,
    TimeProvider time)
{
    private static readonly RequestError NoSuchKey = new RequestError.NotFound("There is no such key.");

    private static readonly RequestError OwnersKey = new RequestError.Forbidden(
        "Only owners of the team mint, change or rotate the keys of an owner. An admin can revoke them.");

    /// <summary>Mints a key.</summary>
    /// <param name="actor">The caller.</param>
    /// <param name="input">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="parent">The key with which the caller mints it; null for a person or an app.</param>
    public async Task<Result<MintedKey, RequestError>> MintAsync(
        Member actor, Input<KeyRequest> input, CancellationToken cancellationToken, KeyId? parent = null)
    {
        var request = input.Request;
        if (!actor.Role.Calls()) return new RequestError.Forbidden("Viewers and billing do not mint keys; ask an owner or admin of the team.");
        var forAnother = request.MemberId is { } id && id != actor.Id;
        if (!actor.Role.Manages() && (forAnother || request.SetsLimits))
            return new RequestError.Forbidden("Only owners and admins of the team set limits or mint keys for others.");
        if (request.Scope is KeyScope.KeysMint && !actor.Role.Manages())
            return new RequestError.Forbidden("Only owners and admins of the team mint keys that mint keys.");
        if (request.Service is true && !actor.Role.Manages()) return new RequestError.Forbidden("Only owners and admins of the team mint service keys.");

        if (request.ExpiresAt is { } expiry) CheckExpiry(expiry, input);
        if (request is { Service: true, Scope: KeyScope.KeysMint })
            input.AddError(nameof(KeyRequest.Scope), "{0} must not be keys:mint: a service key acts for nobody who mints keys.");
        if (request is { Service: true, MemberId: not null }) input.AddError(nameof(KeyRequest.MemberId), "{0} must be absent: a service key belongs to no member.");
        else if (forAnother && await CheckHolderAsync(actor, input, cancellationToken) is { } refused) return refused;
        var policy = await ReadPolicyAsync(actor.TeamId, cancellationToken);
        policy.Check(input);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        return await minter.MintAsync(actor.TeamId, request.MemberId ?? actor.Id,
            policy.Restrict(request.ToNewKey(parent)), cancellationToken);
    }

    /// <summary>The keys that the actor may see, newest first, revoked ones included, except those of the playground.</summary>
    public async Task<ImmutableArray<ApiKey>> ListAsync(Member actor, CancellationToken cancellationToken)
    {
        var (all, now) = (await keys.ListAsync(actor.TeamId, cancellationToken), time.GetUtcNow());
        return [.. all.Where(key => (actor.Role.Manages() || key.HolderId == actor.Id) && (key.IsLive(now) || !PlaygroundKeys.Include(key)))];
    }

    /// <summary>A key with its member and the limits of its team, as calls use it; null if the actor may not see it, or its member has left.</summary>
    public async Task<KeyHolder?> FindHolderAsync(Member actor, KeyId id, CancellationToken cancellationToken)
    {
        if (await FindAsync(actor, id, cancellationToken) is not { } key) return null;
        if (await tenancy.FindTeamAsync(key.TeamId, cancellationToken) is not { } team) return null;
        var members = await tenancy.ListMembersAsync(key.TeamId, cancellationToken);
        var holder = key.Service ? KeyHolder.OfService(key)
            : members.FirstOrDefault(member => member.Id == key.MemberId) is { } member ? new KeyHolder(key, member)
            : null;
        return holder is null ? null : holder with { TeamRates = team.Rates, Responses = team.Responses, Policy = team.KeyPolicy, Routing = team.Routing };
    }

    /// <summary>Changes a key.</summary>
    /// <param name="actor">The caller.</param>
    /// <param name="id">The key.</param>
    /// <param name="version">The version that the caller has read; null changes any version.</param>
    /// <param name="input">The change.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public async Task<Result<ApiKey, RequestError>> ChangeAsync(
        Member actor, KeyId id, long? version, Input<KeyChange> input, CancellationToken cancellationToken)
    {
        var change = input.Request;
        if (await FindAsync(actor, id, cancellationToken) is not { } key) return NoSuchKey;
        if (!actor.Role.Calls()) return new RequestError.Forbidden("Viewers and billing do not change keys; ask an owner or admin of the team.");
        if (!actor.Role.Manages() && change.SetsLimits)
            return new RequestError.Forbidden("Only owners and admins of the team change limits, models, addresses and expiry.");
        if (!await OutranksHolderAsync(actor, key, cancellationToken)) return OwnersKey;

        if (key.RevokedAt is not null) input.Errors.Add("id", "This key is revoked for good; mint a new one.");
        if (change.ExpiresAt is { HasValue: true, Value: { } expiry }) CheckExpiry(expiry, input);
        (await ReadPolicyAsync(actor.TeamId, cancellationToken)).Check(input);
        return input.Errors.Any
            ? new RequestError.Invalid(input.Errors)
            : await UpdateAsync(actor, key, version, stored => change.ApplyTo(stored, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>Revokes a key permanently; revoking it again succeeds. Every member may revoke their own keys.</summary>
    public async Task<Result<ApiKey, RequestError>> RevokeAsync(Member actor, KeyId id, CancellationToken cancellationToken)
    {
        if (await FindAsync(actor, id, cancellationToken) is not { } key) return NoSuchKey;
        return key.RevokedAt is null
            ? await UpdateAsync(actor, key, version: null, stored => stored with { RevokedAt = time.GetUtcNow() }, cancellationToken)
            : key;
    }

    /// <summary>
    /// Gives a key a new secret and brings it within the team's policy. Its id stays, and with it everything that is counted by it. The
    /// secret of before works for the overlap; one that still does from an earlier rotation ends.
    /// </summary>
    /// <param name="actor">The caller, who has minted a service key from then on, since nobody else has seen its secret.</param>
    /// <param name="id">The key.</param>
    /// <param name="version">The version that the caller has read; null rotates any version.</param>
    /// <param name="input">The rotation.</param>
    /// <param name="cancellationToken">Cancels the rotation.</param>
    public async Task<Result<MintedKey, RequestError>> RotateAsync(
        Member actor, KeyId id, long? version, Input<KeyRotation> input, CancellationToken cancellationToken)
    {
        if (await FindAsync(actor, id, cancellationToken) is not { } key) return NoSuchKey;
        if (!actor.Role.Calls()) return new RequestError.Forbidden("Viewers and billing do not rotate keys; ask an owner or admin of the team.");
        if (!await OutranksHolderAsync(actor, key, cancellationToken)) return OwnersKey;
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var policy = await ReadPolicyAsync(key.TeamId, cancellationToken);
        var plaintext = KeyFormat.Generate();
        var (secret, overlap) = (KeyHash.From(plaintext.Reveal()), input.Request.OverlapSeconds ?? 0);
        for (var stored = key; stored is not null; stored = await keys.FindAsync(key.TeamId, key.Id, cancellationToken))
        {
            var now = time.GetUtcNow();
            if (!stored.IsLive(now))
            {
                input.Errors.Add("id", "This key is revoked or expired; mint a new one.");
                return new RequestError.Invalid(input.Errors);
            }

            // After another rotation, this one would end the secret that the clients have, which neither was asked to do.
            if (stored.Version != (version ?? stored.Version) || stored.RotatedAt != key.RotatedAt)
                return RequestError.Conflict.OfVersion("key", stored.Version);

            var rotated = policy.Restrict(stored) with
            {
                MemberId = stored.Service ? actor.Id : stored.MemberId,
                Display = KeyFormat.Display(plaintext.Reveal()),
                Previous = new PreviousSecret(stored.Display, now.AddSeconds(overlap)),
                RotatedAt = now,
                Version = stored.Version + 1,
            };
            rotated = rotated with { Previous = rotated.PreviousAt(now) };
            if (await keys.RotateAsync(rotated, secret, cancellationToken)) return new MintedKey(rotated, plaintext);
        }

        return NoSuchKey;
    }

    private void CheckExpiry<T>(DateTimeOffset expiry, Input<T> input)
        where T : class
    {
        if (expiry <= time.GetUtcNow()) input.AddError(nameof(KeyRequest.ExpiresAt), "{0} must be in the future.");
    }

    /// <summary>Whether the actor may change the key and see its plaintext: with the key of an owner, an admin would act as the owner.</summary>
    private async Task<bool> OutranksHolderAsync(Member actor, ApiKey key, CancellationToken cancellationToken)
    {
        if (key.Service || key.MemberId == actor.Id || actor.Role is Role.Owner) return true;
        var members = await tenancy.ListMembersAsync(key.TeamId, cancellationToken);
        return members.FirstOrDefault(member => member.Id == key.MemberId) is not { } holder || actor.Role.Outranks(holder.Role);
    }

    private async Task<RequestError?> CheckHolderAsync(Member actor, Input<KeyRequest> input, CancellationToken cancellationToken)
    {
        var members = await tenancy.ListMembersAsync(actor.TeamId, cancellationToken);
        var holder = members.FirstOrDefault(member => member.Id == input.Request.MemberId);
        if (holder is null) input.AddError(nameof(KeyRequest.MemberId), "{0} is not the id of a member of this team.");
        else if (!holder.Role.Calls()) input.AddError(nameof(KeyRequest.MemberId), "{0} is the id of a viewer or of billing, who have no keys.");
        return holder is null || actor.Role.Outranks(holder.Role) ? null : OwnersKey;
    }

    private async Task<KeyPolicyCheck> ReadPolicyAsync(TeamId team, CancellationToken cancellationToken) =>
        new((await tenancy.FindTeamAsync(team, cancellationToken))?.KeyPolicy ?? KeyPolicy.None, time.GetUtcNow());

    private async Task<ApiKey?> FindAsync(Member actor, KeyId id, CancellationToken cancellationToken)
    {
        var key = await keys.FindAsync(actor.TeamId, id, cancellationToken);
        return key is not null && (actor.Role.Manages() || key.HolderId == actor.Id) ? key : null;
    }

    private async Task<Result<ApiKey, RequestError>> UpdateAsync(
        Member actor, ApiKey key, long? version, Func<ApiKey, ApiKey> change, CancellationToken cancellationToken)
    {
        for (var stored = key; stored is not null; stored = await keys.FindAsync(key.TeamId, key.Id, cancellationToken))
        {
            if (version is { } read && read != stored.Version) return RequestError.Conflict.OfVersion("key", stored.Version);

            var changed = change(stored) with { Version = stored.Version + 1 };
            if (stored.Terms.MonthlyCap is { } cap && !(changed.Terms.MonthlyCap <= cap)
                && await stepUp.CheckAsync(actor.UserId, cancellationToken) is { } required)
                return required;
            if (await keys.UpdateAsync(changed, cancellationToken)) return changed;
        }

        return NoSuchKey;
    }
}
