using System.Collections.Immutable;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>
/// The rates that apply to a call: those of its key, its member and its team. What a call takes, it takes from all of them, or from none.
/// </summary>
internal sealed class CallRates(TeamId team, ScopedRates key, ScopedRates member, ScopedRates ofTeam, TimeProvider time)
{
    private const int Scopes = 3;

    /// <summary>The team of the key.</summary>
    public TeamId Team => team;

    /// <summary>The scopes with limits.</summary>
    public IEnumerable<ScopedRates> Limited
    {
        get
        {
            ScopedRates[] all = [key, member, ofTeam];
            return all.Where(static scope => scope.Limiter is not null);
        }
    }

    private ScopedRates this[int index] => index switch { 0 => key, 1 => member, _ => ofTeam };

    /// <summary>Takes requests or tokens from every rate, or from none.</summary>
    /// <param name="kind">Requests or tokens.</param>
    /// <param name="cells">How many. No rate gives more than a whole minute's limit.</param>
    /// <returns>
    /// The tightest rate: the one with the least left, or the one with the longest wait if nothing was taken. Null if no rate of this kind
    /// applies.
    /// </returns>
    public ScopedStatus? Take(LimitKind kind, long cells)
    {
        var now = time.GetTimestamp();
        ScopedStatus? tightest = null;
        var isRejected = false;
        for (var i = 0; i < Scopes; i++)
        {
            var scope = this[i];
            if (scope.LimitOf(kind) is not { } limit) continue;
            var (rate, weight) = (scope.RateOf(kind), Math.Min(cells, limit));
            var status = isRejected ? rate.Check(now, limit, weight) : rate.Take(now, limit, weight);
            if (!status.Conforms && !isRejected)
            {
                isRejected = true;
                Settle(kind, now, used: 0, taken: cells, scopes: i);
            }

            tightest = Tightest(tightest, new ScopedStatus(scope.Scope, status));
        }

        return tightest;
    }

    /// <summary>Takes requests or tokens from what this node has leased of every rate, or from none.</summary>
    /// <param name="kind">Requests or tokens.</param>
    /// <param name="cells">As for <see cref="Take"/>.</param>
    /// <param name="status">As of <see cref="Take"/>. Nothing was taken if it does not conform.</param>
    /// <returns>False if every rate has room, but this node has leased too little of one.</returns>
    public bool TryTakeLeased(LimitKind kind, long cells, out ScopedStatus? status)
    {
        var now = time.GetTimestamp();
        status = Check(kind, now, cells);
        if (status is not { Rate.Conforms: true }) return true;
        for (var i = 0; i < Scopes; i++)
        {
            var scope = this[i];
            if (scope.LimitOf(kind) is not { } limit || scope.LeaseOf(kind).TryTake(limit, Math.Min(cells, limit))) continue;
            SettleLeases(kind, used: 0, taken: cells, scopes: i);
            return false;
        }

        for (var i = 0; i < Scopes; i++)
        {
            var scope = this[i];
            if (scope.LimitOf(kind) is { } limit) scope.RateOf(kind).Settle(now, limit, Math.Min(cells, limit));
        }

        return true;
    }

    /// <summary>Takes requests or tokens while the store does not answer. They are settled with it later, as if they had been leased.</summary>
    /// <returns>As of <see cref="Take"/>.</returns>
    public ScopedStatus? TakeUnleased(LimitKind kind, long cells)
    {
        var status = Take(kind, cells);
        if (status is not { Rate.Conforms: true }) return status;
        for (var i = 0; i < Scopes; i++)
        {
            var scope = this[i];
            if (scope.LimitOf(kind) is { } limit) scope.LeaseOf(kind).Settle(Math.Min(cells, limit));
        }

        return status;
    }

    /// <summary>What this node has leased of the rates of a kind, with their limits.</summary>
    public ImmutableArray<(RateLease Lease, int Limit)> LeasesOf(LimitKind kind)
    {
        var leases = ImmutableArray.CreateBuilder<(RateLease, int)>(Scopes);
        for (var i = 0; i < Scopes; i++)
        {
            var scope = this[i];
            if (kind == LimitKind.Concurrency && scope.Concurrency is { } calls) leases.Add((scope.Limiter!.Leases!.Calls, calls));
            else if (kind != LimitKind.Concurrency && scope.LimitOf(kind) is { } limit) leases.Add((scope.LeaseOf(kind), limit));
        }

        return leases.DrainToImmutable();
    }

    /// <summary>Takes the cells that a call used beyond those that it had taken, or returns those that it did not use.</summary>
    public void Settle(LimitKind kind, long used, long taken)
    {
        Settle(kind, time.GetTimestamp(), used, taken, Scopes);
        SettleLeases(kind, used, taken, Scopes);
    }

    /// <summary>The tightest rate, without taking anything; null if no rate of this kind applies.</summary>
    public ScopedStatus? Peek(LimitKind kind) => Check(kind, time.GetTimestamp(), cells: 0);

    /// <summary>Takes a concurrency slot of every scope, or of none.</summary>
    /// <returns>The scope that has no slot left; null if the slots are taken.</returns>
    public ScopedRates? Enter()
    {
        for (var i = 0; i < Scopes; i++)
        {
            if (this[i].Limiter is not { } limiter || limiter.TryEnter(this[i].Concurrency)) continue;
            Leave(scopes: i);
            return this[i];
        }

        return null;
    }

    /// <summary>Takes a concurrency slot of every scope, or of none, while the store does not answer. They are leased later.</summary>
    /// <returns>As of <see cref="Enter"/>.</returns>
    public ScopedRates? EnterUnleased()
    {
        var full = Enter();
        for (var i = 0; full is null && i < Scopes; i++)
        {
            if (this[i].Concurrency is { } calls) this[i].Limiter!.Leases!.Calls.NoteUnleased(calls);
        }

        return full;
    }

    /// <summary>Takes a concurrency slot of every scope from what this node has leased, or of none.</summary>
    /// <param name="full">The scope of which this node has leased no more.</param>
    public bool TryEnterLeased(out ScopedRates full)
    {
        for (var i = 0; i < Scopes; i++)
        {
            var scope = this[i];
            if (scope.Limiter is not { } limiter) continue;
            if (scope.Concurrency is { } calls ? limiter.Leases!.Calls.TryEnter(calls) : limiter.TryEnter(null)) continue;
            Leave(scopes: i);
            full = scope;
            return false;
        }

        full = default;
        return true;
    }

    public void Leave() => Leave(Scopes);

    /// <summary>
    /// A call that has a slot of every scope returns them, and drains. That counts for its key only, so that no key takes the calls of
    /// others of its member and its team.
    /// </summary>
    public void Drain()
    {
        key.Limiter?.Drain();
        Leave();
    }

    public void EndDrain() => key.Limiter?.EndDrain();

    /// <summary>Takes one prompt count of the key.</summary>
    public bool TryTakeCount() => key.Limiter!.Counts.Take(time.GetTimestamp(), key.RequestsPerMinute ?? int.MaxValue).Conforms;

    /// <summary>The name of the limit that the next calls reach first: of the tightest rates of each kind, the one with the smallest part left.</summary>
    /// <param name="requests">The tightest rate of requests.</param>
    public string BindingScope(ScopedStatus requests)
    {
        var (name, left) = (RateScopes.NameOf(requests.Scope, LimitKind.RequestsPerMinute), requests.Rate.PartLeft);
        if (Peek(LimitKind.TokensPerMinute) is { } tokens && tokens.Rate.PartLeft < left)
            (name, left) = (RateScopes.NameOf(tokens.Scope, LimitKind.TokensPerMinute), tokens.Rate.PartLeft);
        for (var i = 0; i < Scopes; i++)
        {
            var scope = this[i];
            if (scope.Concurrency is { } calls && (double)(calls - scope.Running) / calls is var free && free < left)
                (name, left) = (RateScopes.NameOf(scope.Scope, LimitKind.Concurrency), free);
        }

        return name;
    }

    private void Settle(LimitKind kind, long now, long used, long taken, int scopes)
    {
        for (var i = 0; i < scopes; i++)
        {
            var scope = this[i];
            if (scope.LimitOf(kind) is { } limit) scope.RateOf(kind).Settle(now, limit, used - Math.Min(taken, limit));
        }
    }

    private void SettleLeases(LimitKind kind, long used, long taken, int scopes)
    {
        for (var i = 0; i < scopes; i++)
        {
            var scope = this[i];
            if (scope.LimitOf(kind) is { } limit && scope.Limiter!.Leases is not null) scope.LeaseOf(kind).Settle(used - Math.Min(taken, limit));
        }
    }

    /// <summary>The tightest rate if cells were taken; null if no rate of this kind applies.</summary>
    private ScopedStatus? Check(LimitKind kind, long now, long cells)
    {
        ScopedStatus? tightest = null;
        for (var i = 0; i < Scopes; i++)
        {
            var scope = this[i];
            if (scope.LimitOf(kind) is { } limit)
                tightest = Tightest(tightest, new ScopedStatus(scope.Scope, scope.RateOf(kind).Check(now, limit, Math.Min(cells, limit))));
        }

        return tightest;
    }

    private void Leave(int scopes)
    {
        for (var i = 0; i < scopes; i++) this[i].Limiter?.Leave();
    }

    private static ScopedStatus Tightest(ScopedStatus? current, ScopedStatus other) =>
        current is not { } known || other.Rate.IsTighterThan(known.Rate) ? other : known;
}
