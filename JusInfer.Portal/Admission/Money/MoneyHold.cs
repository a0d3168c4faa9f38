using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Money;

/// <summary>
/// The money that a running call holds of its limits. It is extended ahead of a stream, and the call is never charged more than it holds,
/// so that no limit is exceeded. Beyond what this node has leased, the store decides what is charged (<see cref="OverdraftOf"/>).
/// </summary>
/// <param name="allowances">The team's allowances.</param>
/// <param name="limits">The limits; empty if the call has none.</param>
/// <param name="amounts">The lowest limit of each allowance.</param>
/// <param name="request">What the call can cost.</param>
/// <param name="held">The amount that is held of each limit.</param>
/// <param name="outputTokens">The output tokens that the amount covers.</param>
/// <param name="maxOutputTokens">The limit of output tokens that the limits of money leave; null if they leave what the request allows.</param>
/// <param name="leases">The leases of this node, if several nodes share the store.</param>
/// <param name="taken">The limits of which the call has all that is left, as bits.</param>
internal sealed class MoneyHold(
    TeamAllowances allowances, CallLimit[] limits, Limit[] amounts, HoldRequest request, NanoUsd held, long outputTokens, long? maxOutputTokens,
    LeaseExchange? leases = null, ulong taken = 0) : ICallHold
{
    /// <summary>The hold is extended by so many output tokens at a time. Small, so that a stream near a limit leaves room for others.</summary>
    private const long StepTokens = 512;

    /// <summary>The hold is extended when so many of its output tokens are left.</summary>
    private const long MarginTokens = 128;

    /// <summary>More output tokens than a provider sends in one event.</summary>
    private const long EventTokens = 64;

    private const int MaxLeaseAttempts = 3;

    /// <summary>What the call can cost beyond <see cref="Held"/>.</summary>
    private NanoUsd margin = request.Margin;

    private bool isReleased;

    /// <summary>The part of <see cref="Held"/> that this node has not leased.</summary>
    private NanoUsd overdrawn;

    /// <summary>A cost for which no limit had room.</summary>
    private NanoUsd? shortOf;

    /// <summary>A call without limits.</summary>
    public static readonly MoneyHold Unlimited = new(CallLimits.None.Allowances, [], [], HoldRequest.Nothing, NanoUsd.Zero, long.MaxValue, null);

    /// <summary>The amount that is held; zero if the call has no limits.</summary>
    public NanoUsd Held { get; private set; } = held;

    public long? MaxOutputTokens => maxOutputTokens;

    /// <summary>The limits that the call holds the amount of.</summary>
    public IReadOnlyList<CallLimit> Limits => limits;

    /// <summary>The limit with the least room.</summary>
    public CallLimit TightestLimit => limits.MinBy(limit => allowances.RoomOf([limit.Limit]).Free.Value)!;

    /// <summary>The output tokens that are held.</summary>
    public long OutputTokens { get; private set; } = outputTokens;

    /// <summary>Extends the hold if an answer of so many tokens comes near to what is held.</summary>
    /// <returns>False if the answer has to end: no limit has room for more, and nearly all that is held is used.</returns>
    public bool TryCover(long tokens)
    {
        if (limits.Length == 0 || tokens + MarginTokens <= OutputTokens) return true;
        var longest = maxOutputTokens ?? request.MaxOutputTokens;
        if (OutputTokens < longest)
        {
            var next = Math.Min(longest, tokens + MarginTokens + StepTokens);
            Held += allowances.HoldUpTo(amounts, request.CostOf(next) - Held, ref margin, taken);
            OutputTokens = request.TokensFor(Held);
            leases?.RenewIfLow(allowances);
        }

        // The provider ends an answer at its limit itself. Only a limit that the gateway has lowered is enforced.
        return OutputTokens < longest ? tokens + EventTokens <= OutputTokens : maxOutputTokens is null || tokens <= OutputTokens;
    }

    /// <summary>The limits have room for more of the answer, but this node has leased too little: <see cref="CoverAsync"/> leases more.</summary>
    public bool LacksLease => leases is not null && allowances.LacksLease(amounts, LeastExtension);

    private NanoUsd LeastExtension => request.CostOf(OutputTokens + EventTokens) - Held;

    /// <summary>As <see cref="TryCover"/>, after more has been leased.</summary>
    public async ValueTask<bool> CoverAsync(long tokens, CancellationToken cancellationToken)
    {
        var next = Math.Min(maxOutputTokens ?? request.MaxOutputTokens, tokens + MarginTokens + StepTokens);
        for (var attempt = 1; ; attempt++)
        {
            // What was leased can be held by another call, or returned by a renewal, before this one holds it.
            var isLeased = await leases!.ExtendAsync(allowances, amounts, LeastExtension, request.CostOf(next) - Held, cancellationToken);
            if (TryCover(tokens)) return true;
            if (!isLeased || attempt == MaxLeaseAttempts) return false;
        }
    }

    /// <summary>What the call is charged: its cost, or what is held if no limit has room for more.</summary>
    public NanoUsd Charge(NanoUsd cost)
    {
        if (limits.Length == 0 || cost <= Held) return cost;

        // The same cost is charged the same each time: a header has reported it.
        if (cost == shortOf || isReleased) return Held;
        Held += allowances.HoldUpTo(amounts, cost - Held, ref margin, taken);
        if (cost > Held && leases is not null)
        {
            // What is owed does not depend on how much this node has leased by now.
            var rest = allowances.Overdraw(amounts, cost - Held, ref margin, taken);
            (Held, overdrawn) = (Held + rest, overdrawn + rest);
        }

        if (cost <= Held) return cost;
        shortOf = cost;
        return Held;
    }

    /// <summary>The part of a charge that this node has not leased; null if it has leased all of it.</summary>
    public Overdraft? OverdraftOf(RequestId call, NanoUsd charged) =>
        overdrawn == NanoUsd.Zero || charged <= Held - overdrawn ? null : Owed(call, charged - (Held - overdrawn));

    /// <summary>Apart, so that a call without an overdraft allocates no closure.</summary>
    private Overdraft Owed(RequestId call, NanoUsd amount) => new(amount, () => ConfirmAsync(call, amount));

    /// <summary>Releases the amount. Called once the charged cost is counted.</summary>
    public void Release()
    {
        if (limits.Length == 0 || Interlocked.Exchange(ref isReleased, true)) return;
        allowances.Release(amounts, Held, margin, taken);
    }

    /// <summary>Leases what a call that has ended was charged beyond the leases.</summary>
    /// <returns>What no limit has room for.</returns>
    private async Task<NanoUsd> ConfirmAsync(RequestId call, NanoUsd amount)
    {
        try
        {
            var isLeased = await leases!.CoverAsync(allowances, amounts, amount, CancellationToken.None);
            return isLeased ? NanoUsd.Zero : allowances.WriteOff(amounts, call, amount);
        }
        catch (NodeTakenOverException)
        {
            // Another node has recorded the call.
            return amount;
        }
    }
}
