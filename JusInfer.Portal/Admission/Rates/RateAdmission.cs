using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>
/// Takes what a call needs of its rates, or nothing. If several nodes share the store, a node takes it from what it has leased, and asks for more if that is
/// too little; a call that other nodes leave nothing for waits a moment while they return what they do not use.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="exchange">The leases of this node, if several nodes share the store.</param>
internal sealed class RateAdmission(TimeProvider time, RateExchange? exchange = null)
{
    /// <summary>Takes requests or tokens from every rate, or from none.</summary>
    /// <param name="rates">The rates of the call.</param>
    /// <param name="kind">Requests or tokens.</param>
    /// <param name="cells">How many.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    /// <returns>As <see cref="CallRates.Take"/>.</returns>
    public ValueTask<ScopedStatus?> TakeAsync(CallRates rates, LimitKind kind, long cells, CancellationToken cancellationToken)
    {
        if (exchange is null) return new(rates.Take(kind, cells));
        if (exchange.IsDown(rates.Team)) return new(rates.TakeUnleased(kind, cells));
        return rates.TryTakeLeased(kind, cells, out var status) ? new(status) : GrowAsync(exchange, rates, kind, cells, cancellationToken);
    }

    /// <summary>Takes a concurrency slot of every scope, or of none.</summary>
    /// <returns>As <see cref="CallRates.Enter"/>.</returns>
    public ValueTask<ScopedRates?> EnterAsync(CallRates rates, CancellationToken cancellationToken)
    {
        if (exchange is null) return new(rates.Enter());
        if (exchange.IsDown(rates.Team)) return new(rates.EnterUnleased());
        return rates.TryEnterLeased(out var full) ? new((ScopedRates?)null) : GrowAsync(exchange, rates, full, cancellationToken);
    }

    private async ValueTask<ScopedStatus?> GrowAsync(RateExchange shared, CallRates rates, LimitKind kind, long cells, CancellationToken cancellationToken)
    {
        var wait = new ShareWait(time);
        while (await LeaseAsync(shared, rates, kind, cells, cancellationToken))
        {
            if (rates.TryTakeLeased(kind, cells, out var status) && status is not { Rate.Conforms: false }) return status;
            if (wait.IsOver(isDenied: status is { Rate.Conforms: false })) return status;
            await Task.Delay(LeaseTerms.RetryDelay, time, cancellationToken);
        }

        return rates.TakeUnleased(kind, cells);
    }

    private async ValueTask<ScopedRates?> GrowAsync(RateExchange shared, CallRates rates, ScopedRates full, CancellationToken cancellationToken)
    {
        var wait = new ShareWait(time);
        while (full.Limiter!.Running < full.Concurrency && !full.HasTooManyOpen)
        {
            if (!await LeaseAsync(shared, rates, LimitKind.Concurrency, 1, cancellationToken)) return rates.EnterUnleased();
            if (rates.TryEnterLeased(out full)) return null;
            if (wait.IsOver(isDenied: full.Running >= full.Concurrency)) break;
            await Task.Delay(LeaseTerms.RetryDelay, time, cancellationToken);
        }

        return full;
    }

    private static async Task<bool> LeaseAsync(RateExchange shared, CallRates rates, LimitKind kind, long amount, CancellationToken cancellationToken)
    {
        var leases = rates.LeasesOf(kind);
        foreach (var (lease, limit) in leases) lease.AddDemand(limit, Math.Min(amount, limit));
        try
        {
            return await shared.GrowAsync(rates.Team, [.. leases.Select(static one => one.Lease)], cancellationToken);
        }
        finally
        {
            foreach (var (lease, limit) in leases) lease.RemoveDemand(Math.Min(amount, limit));
        }
    }

    /// <summary>How long a call waits for its part of a rate.</summary>
    private struct ShareWait(TimeProvider time)
    {
        private readonly long startedAt = time.GetTimestamp();
        private long? deniedAt;

        /// <param name="isDenied">
        /// The store has nothing left, which other nodes may return. If it has, another call was faster with what this one has leased.
        /// </param>
        /// <exception cref="StoreTimeoutException">The call got no part for as long as it may wait for the store.</exception>
        public bool IsOver(bool isDenied)
        {
            if (isDenied) return time.GetElapsedTime(deniedAt ??= time.GetTimestamp()) >= LeaseTerms.RecallTime;
            return time.GetElapsedTime(startedAt) >= StoreDeadline.MaxWait ? throw new StoreTimeoutException() : false;
        }
    }
}
