using System.Collections.Immutable;

namespace JusInfer.Portal.Admission.Leases;

/// <summary>Decides on a request for leases. A pure function: the store runs it while it has locked the rows that it reads and writes.</summary>
internal static class LeaseAllocation
{
    /// <param name="request">The request.</param>
    /// <param name="accounts">The allowances, in the order of the request.</param>
    /// <returns>The reply, whose leases are to be stored.</returns>
    public static LeaseReply Decide(LeaseRequest request, IReadOnlyList<LeaseAccount> accounts)
    {
        var grants = new NanoUsd?[accounts.Count];
        var isGranted = true;
        for (var i = 0; i < grants.Length; i++)
        {
            if (accounts[i].Own is not { } own) continue;
            if (own.Sequence >= request.Sequence)
            {
                // A request that arrives again gets the answer that it had before: its node may have lost that one.
                isGranted &= own.Granted >= request.Items[i].Minimum;
                continue;
            }

            grants[i] = GrantOf(own, accounts[i].Free, request.Items[i]);
            isGranted &= grants[i] is not null;
        }

        var answers = ImmutableArray.CreateBuilder<LeaseReplyItem>(grants.Length);
        for (var i = 0; i < grants.Length; i++)
        {
            var account = accounts[i];
            answers.Add(new LeaseReplyItem(
                account.Own is { } own ? StateOf(own, isGranted, grants[i], request.Sequence) : null,
                Lacks: account.Own is { } known && known.Sequence < request.Sequence && grants[i] is null,
                account.Spent, account.Live, account.Dead));
        }

        return new LeaseReply(isGranted && accounts.All(static account => account.Own is not null), answers.DrainToImmutable());
    }

    private static LeaseState StateOf(LeaseState own, bool isGranted, NanoUsd? grant, long sequence)
    {
        if (own.Sequence >= sequence) return own;

        // A return is accepted even if another allowance lacks what the call needs.
        var granted = grant is { } total && (isGranted || total < own.Granted) ? total : own.Granted;
        return own with { Granted = granted, Sequence = sequence };
    }

    /// <summary>The total to grant; null if the minimum is not available.</summary>
    private static NanoUsd? GrantOf(LeaseState own, NanoUsd free, LeaseItem item)
    {
        if (item.Wanted <= own.Granted) return item.Wanted;
        var counted = Max(own.Granted, own.Settled);
        if (item.Minimum > counted && item.Minimum - counted > free) return null;
        var share = counted + new NanoUsd(Math.Max(0, free.Value) / LeaseTerms.ShareOfFree);
        return Max(own.Granted, Min(item.Wanted, Max(item.Minimum, share)));
    }

    private static NanoUsd Max(NanoUsd left, NanoUsd right) => left > right ? left : right;

    private static NanoUsd Min(NanoUsd left, NanoUsd right) => left < right ? left : right;
}

/// <summary>What the store has of an allowance when a node asks for a lease.</summary>
/// <param name="Own">The node's lease; null if it has none.</param>
/// <param name="Limit">The most that may be spent.</param>
/// <param name="Spent">The cost of all stored calls.</param>
/// <param name="Live">What other nodes have leased.</param>
/// <param name="Dead">What dead nodes have leased.</param>
internal readonly record struct LeaseAccount(LeaseState? Own, NanoUsd Limit, NanoUsd Spent, NanoUsd Live, NanoUsd Dead)
{
    /// <summary>What no node has leased; below zero if the limit was lowered.</summary>
    public NanoUsd Free => Limit - Spent - Live - Dead - (Own is { } own ? own.Leased : NanoUsd.Zero);
}
