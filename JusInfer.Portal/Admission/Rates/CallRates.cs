namespace JusInfer.Portal.Admission.Rates;

/// <summary>
/// The rates that apply to a call: those of its key, its member and its team. What a call takes, it takes from all of them, or from none.
/// </summary>
internal readonly struct CallRates(ScopedRates key, ScopedRates member, ScopedRates tenant, TimeProvider time)
{
    private const int Scopes = 3;

    /// <summary>The scopes with limits.</summary>
    public IEnumerable<ScopedRates> Limited
    {
        get
        {
            ScopedRates[] all = [key, member, tenant];
            return all.Where(static scope => scope.Limiter is not null);
        }
    }

    private ScopedRates this[int index] => index switch { 0 => key, 1 => member, _ => tenant };

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

    /// <summary>Takes the cells that a call used beyond those that it had taken, or returns those that it did not use.</summary>
    public void Settle(LimitKind kind, long used, long taken) => Settle(kind, time.GetTimestamp(), used, taken, Scopes);

    /// <summary>The tightest rate, without taking anything; null if no rate of this kind applies.</summary>
    public ScopedStatus? Peek(LimitKind kind)
    {
        var now = time.GetTimestamp();
        ScopedStatus? tightest = null;
        for (var i = 0; i < Scopes; i++)
        {
            var scope = this[i];
            if (scope.LimitOf(kind) is { } limit) tightest = Tightest(tightest, new ScopedStatus(scope.Scope, scope.RateOf(kind).Check(now, limit)));
        }

        return tightest;
    }

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

    public void Leave() => Leave(Scopes);

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
            if (scope.Concurrency is { } calls && (double)(calls - scope.Limiter!.Running) / calls is var free && free < left)
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

    private void Leave(int scopes)
    {
        for (var i = 0; i < scopes; i++) this[i].Limiter?.Leave();
    }

    private static ScopedStatus Tightest(ScopedStatus? current, ScopedStatus other) =>
        current is not { } known || other.Rate.IsTighterThan(known.Rate) ? other : known;
}
