using System.Collections.Immutable;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>
/// What people do with keys. Members hold their own; owners and admins hold the team's and set limits. A key that is not the
/// person's to see is missing, not forbidden.
/// </summary>
internal sealed class ApiKeyService(IKeyStore keys, ITenancyStore tenancy, KeyMinter minter, TimeProvider time)
{
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(30);

    private const string NoSuchKey = "There is no such key.";

    public async Task<Outcome<MintedKey>> MintAsync(Member actor, KeyRequest request, CancellationToken cancellationToken)
    {
        if (!actor.Role.Calls()) return new Outcome<MintedKey>.Forbidden("Viewers do not mint keys; ask an owner or admin of the team.");
        var forAnother = request.Member is { } asked && asked != actor.Id;
        if (!actor.Role.Manages() && (forAnother || request.NamesLimits))
            return new Outcome<MintedKey>.Forbidden("Only owners and admins of the team set limits or mint keys for others.");

        var faults = new Faults(request.Unreadable);
        var terms = KeyRules.Check(request, faults);
        KeyRules.CheckExpiry(terms.ExpiresAt, time.GetUtcNow(), faults);
        var holder = forAnother ? await FindHolderAsync(actor.TenantId, request.Member!.Value, faults, cancellationToken) : actor.Id;
        if (faults.Any) return new Outcome<MintedKey>.Invalid(faults);

        return await minter.MintAsync(actor.TenantId, holder, terms, cancellationToken);
    }

    /// <summary>The keys that this person may see, newest first, revoked ones too.</summary>
    public async Task<ImmutableArray<ApiKey>> ListAsync(Member actor, CancellationToken cancellationToken)
    {
        var all = await keys.ListAsync(actor.TenantId, cancellationToken);
        return actor.Role.Manages() ? all : [.. all.Where(key => key.MemberId == actor.Id)];
    }

    public async Task<Outcome<ApiKey>> ChangeAsync(Member actor, KeyId id, KeyChange change, CancellationToken cancellationToken)
    {
        if (await FindAsync(actor, id, cancellationToken) is not { } key) return new Outcome<ApiKey>.Missing(NoSuchKey);
        if (!actor.Role.Calls()) return new Outcome<ApiKey>.Forbidden("Viewers do not change keys; ask an owner or admin of the team.");
        if (!actor.Role.Manages() && change.NamesLimits)
            return new Outcome<ApiKey>.Forbidden("Only owners and admins of the team change limits, models and expiry.");

        var faults = new Faults(change.Unreadable);
        if (key.RevokedAt is not null) faults.Add("id", "This key is revoked for good; mint a new one.");
        var terms = KeyRules.Check(change.ApplyTo(key), faults);
        if (change.ExpiresAt is not null) KeyRules.CheckExpiry(terms.ExpiresAt, time.GetUtcNow(), faults);
        if (faults.Any) return new Outcome<ApiKey>.Invalid(faults);

        var changed = key with { Name = terms.Name, Limits = terms.Limits, Models = terms.Models, ExpiresAt = terms.ExpiresAt };
        return await StoreAsync(changed, cancellationToken);
    }

    /// <summary>Ends a key for good; ending it twice is no fault. Anyone may end a key of their own.</summary>
    public async Task<Outcome<ApiKey>> RevokeAsync(Member actor, KeyId id, CancellationToken cancellationToken)
    {
        if (await FindAsync(actor, id, cancellationToken) is not { } key) return new Outcome<ApiKey>.Missing(NoSuchKey);
        return key.RevokedAt is null ? await StoreAsync(key with { RevokedAt = time.GetUtcNow() }, cancellationToken) : key;
    }

    /// <summary>
    /// Mints a key on the same terms; the old one works for the overlap (seconds) longer, so that callers can be moved at leisure.
    /// </summary>
    public async Task<Outcome<MintedKey>> RotateAsync(Member actor, KeyId id, long overlapSeconds, CancellationToken cancellationToken)
    {
        if (await FindAsync(actor, id, cancellationToken) is not { } old) return new Outcome<MintedKey>.Missing(NoSuchKey);
        if (!actor.Role.Calls()) return new Outcome<MintedKey>.Forbidden("Viewers do not rotate keys; ask an owner or admin of the team.");

        var now = time.GetUtcNow();
        var faults = new Faults();
        if (!old.IsLive(now)) faults.Add("id", "This key is revoked or expired; mint a new one.");
        if (overlapSeconds < 0 || overlapSeconds > MaxOverlap.TotalSeconds)
            faults.Add("overlap_seconds", $"overlap_seconds must be a whole number from 0 to {MaxOverlap.TotalSeconds:0}.");
        if (faults.Any) return new Outcome<MintedKey>.Invalid(faults);

        var terms = new KeyTerms
        {
            Name = old.Name,
            Limits = old.Limits,
            Models = old.Models,
            ExpiresAt = old.ExpiresAt,
            Sandbox = old.Sandbox,
        };
        var minted = await minter.MintAsync(old.TenantId, old.MemberId, terms, cancellationToken);
        var end = now.AddSeconds(overlapSeconds);
        await StoreAsync(old with { ExpiresAt = old.ExpiresAt < end ? old.ExpiresAt : end }, cancellationToken);
        return minted;
    }

    private async Task<ApiKey?> FindAsync(Member actor, KeyId id, CancellationToken cancellationToken)
    {
        var key = await keys.FindAsync(actor.TenantId, id, cancellationToken);
        return key is not null && (actor.Role.Manages() || key.MemberId == actor.Id) ? key : null;
    }

    private async Task<MemberId> FindHolderAsync(TenantId tenant, MemberId asked, Faults faults, CancellationToken cancellationToken)
    {
        var members = await tenancy.ListMembersAsync(tenant, cancellationToken);
        var holder = members.FirstOrDefault(member => member.Id == asked);
        if (holder is null) faults.Add("member_id", "member_id names nobody in this team.");
        else if (!holder.Role.Calls()) faults.Add("member_id", "member_id names a viewer; viewers hold no keys.");
        return asked;
    }

    private async Task<Outcome<ApiKey>> StoreAsync(ApiKey key, CancellationToken cancellationToken) =>
        await keys.UpdateAsync(key, cancellationToken) ? key : new Outcome<ApiKey>.Missing(NoSuchKey);
}
