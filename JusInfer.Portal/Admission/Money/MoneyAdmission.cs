using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Admission.Money;

/// <summary>
/// Holds what a call can cost of all its limits, or of none. A call that does not fit because of running calls waits for them; one that the
/// limit itself does not leave enough gets a lower limit of output tokens, or is rejected. A call that can cost more than a limit has left
/// begins only when no other one may need it, and none begins before it ends.
/// </summary>
/// <param name="time">The time.</param>
/// <param name="leases">The leases of this node, if several nodes share the store.</param>
internal sealed class MoneyAdmission(TimeProvider time, LeaseExchange? leases = null)
{
    /// <summary>
    /// A call that would fit if running calls release what they hold waits so long for it. Long enough for most answers, and shorter than
    /// the time after which clients give up.
    /// </summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A call is rejected rather than given fewer output tokens than this, unless it asks for fewer. The minimum of OpenAI's Responses API.
    /// </summary>
    private const long MinOutputTokens = 16;

    /// <summary>As the other method, for a call that waits for the store as long as it takes.</summary>
    public ValueTask<Result<MoneyHold, AdmissionRejection>> HoldAsync(
        CallLimits applying, HoldRequest request, CancellationToken cancellationToken) =>
        HoldAsync(applying, request, default, cancellationToken);

    /// <param name="applying">The limits that apply.</param>
    /// <param name="request">What the call can cost.</param>
    /// <param name="store">How long the call may wait for the store. What it waits for other calls does not count.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    /// <exception cref="StoreTimeoutException">The store did not say in time what this node may lease.</exception>
    public async ValueTask<Result<MoneyHold, AdmissionRejection>> HoldAsync(
        CallLimits applying, HoldRequest request, StoreDeadline store, CancellationToken cancellationToken)
    {
        if (applying.All.IsEmpty) return MoneyHold.Unlimited;
        var (hard, amounts) = applying.HardFor(request.Models, request.IsSimulated);
        if (hard.Length == 0) return MoneyHold.Unlimited;
        var allowances = applying.Allowances;
        var minimum = Math.Min(MinOutputTokens, request.MaxOutputTokens);
        var startedAt = time.GetTimestamp();
        while (true)
        {
            var releases = allowances.Releases;
            var (free, unspent) = allowances.RoomOf(amounts);

            // What the limit leaves, whoever else holds some of it now.
            var maximum = request.TokensFor(unspent);
            if (unspent < request.CostOf(minimum)) return Rejection(allowances, hard, request.CostOf(minimum));
            var wanted = Math.Min(request.InitialOutputTokens, maximum);
            var remaining = MaxWait - time.GetElapsedTime(startedAt);
            if (request.CostOf(wanted) > free && remaining <= TimeSpan.Zero)
            {
                // The running calls are long. What is free now may be enough.
                var (least, most) = (request.CostOf(minimum), request.CostOf(wanted));
                if (leases is not null && await GrowAsync(leases, allowances, amounts, least, most, store, cancellationToken))
                    (free, _) = allowances.RoomOf(amounts);
                (wanted, maximum) = (request.TokensFor(free), request.TokensFor(free));
                if (free < request.CostOf(minimum)) return Rejection(allowances, hard, request.CostOf(minimum));
            }

            var cost = request.CostOf(wanted);
            var outcome = allowances.TryHold(amounts, cost, request.Margin, out var taken, request.IsDependent);
            if (outcome == HoldOutcome.Held)
            {
                leases?.RenewIfLow(allowances);
                return new MoneyHold(
                    allowances, hard, amounts, request, cost, wanted, maximum < request.MaxOutputTokens ? maximum : null, leases, taken);
            }

            var (isLate, asksSince) = (remaining <= TimeSpan.Zero, time.GetTimestamp());
            if (leases is not null
                && await LeaseAsync(leases, allowances, amounts, cost, request, store, cancellationToken) is { } isLeased)
            {
                if (isLeased && !isLate) continue;

                // The store has answered. Other nodes return what they do not use, and their running calls what they hold.
                store = store.After(time.GetElapsedTime(asksSince));
                remaining = remaining < LeaseTerms.RetryDelay ? remaining : LeaseTerms.RetryDelay;
                releases = allowances.Releases;
            }

            if (isLate && outcome == HoldOutcome.Uncertain) return Uncertain(allowances, hard, cost + request.Margin);

            var waitsSince = time.GetTimestamp();
            await allowances.WaitForReleaseAsync(releases, remaining, time, cancellationToken);
            store = store.After(time.GetElapsedTime(waitsSince));
        }
    }

    /// <summary>Leases what a call lacks, of each limit as much as the call can cost, or all that is left.</summary>
    /// <returns>Whether it is leased; null if the call lacks no lease.</returns>
    private async Task<bool?> LeaseAsync(
        LeaseExchange exchange, TeamAllowances allowances, Limit[] limits, NanoUsd amount, HoldRequest request, StoreDeadline store,
        CancellationToken cancellationToken)
    {
        if (request.IsDependent)
        {
            if (!allowances.LacksLease(limits, amount)) return null;
            return await GrowAsync(exchange, allowances, limits, amount, amount, store, cancellationToken);
        }

        var most = amount + request.Margin;
        if (allowances.LacksLeaseForNew(limits, most))
            return await GrowAsync(exchange, allowances, limits, most, most, store, cancellationToken);
        bool? isLeased = null;
        foreach (var limit in limits)
        {
            if (allowances.MissingOf(limit, amount, request.Margin) is not { } missing) continue;
            var isGranted = await GrowAsync(exchange, allowances, [limit], missing, missing, store, cancellationToken);
            isLeased = isGranted && isLeased is not false;
        }

        return isLeased;
    }

    /// <summary>
    /// Leases what a call has to hold. A request that was sent is completed in any case, because what it leases is this node's.
    /// </summary>
    private async Task<bool> GrowAsync(
        LeaseExchange exchange, TeamAllowances allowances, Limit[] limits, NanoUsd minimum, NanoUsd amount, StoreDeadline store,
        CancellationToken cancellationToken)
    {
        if (!store.IsBounded) return await exchange.GrowAsync(allowances, limits, minimum, amount, cancellationToken);
        using var timeout = new CancellationTokenSource(store.Left, time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await exchange.GrowAsync(allowances, limits, minimum, amount, cancellation.Token).WaitAsync(cancellation.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreTimeoutException();
        }
    }

    /// <summary>The rejection of a call that has waited in vain for the costs of running calls.</summary>
    private static AdmissionRejection Uncertain(TeamAllowances allowances, CallLimit[] limits, NanoUsd most)
    {
        var tightest = limits.MinBy(limit => allowances.RoomOf([limit.Limit]).Unspent.Value)!;
        return AdmissionRejections.Uncertain(tightest, allowances.RoomOf([tightest.Limit]).Unspent, most, MaxWait);
    }

    /// <summary>The rejection for the limit with the least room.</summary>
    private static AdmissionRejection Rejection(TeamAllowances allowances, CallLimit[] limits, NanoUsd needed)
    {
        CallLimit? tightest = null;
        var (spent, held, room) = (NanoUsd.Zero, NanoUsd.Zero, new NanoUsd(long.MaxValue));
        foreach (var limit in limits)
        {
            var state = allowances.StateOf(limit.Limit.Allowance);
            var left = limit.Limit.Amount - state.Spent - state.Held;
            if (tightest is not null && left >= room) continue;
            (tightest, spent, held, room) = (limit, state.Spent, state.Held, left);
        }

        return AdmissionRejections.Money(tightest!, spent, held, needed);
    }
}
