using System.Collections.Concurrent;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Money;

/// <summary>
/// Asks the store for this node's leases, one request per team at a time. A call waits for it only if the node has leased too little for it;
/// other requests run in the background.
/// </summary>
internal sealed partial class LeaseExchange(ILeaseStore store, LeaseNode node, StoreLock storeLock, TimeProvider time, ILogger<LeaseExchange> logger)
{
    private readonly ConcurrentDictionary<TeamAllowances, SemaphoreSlim> turns = new();

    /// <summary>Leases what a call has to hold.</summary>
    /// <param name="allowances">The team's allowances.</param>
    /// <param name="limits">The limits, one per allowance.</param>
    /// <param name="minimum">The least that the call can begin with.</param>
    /// <param name="amount">The amount to hold.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    /// <returns>False if other nodes have leased it, or it is spent.</returns>
    public Task<bool> GrowAsync(
        TeamAllowances allowances, Limit[] limits, NanoUsd minimum, NanoUsd amount, CancellationToken cancellationToken) =>
        GrowAsync(allowances, limits, minimum, amount, NanoUsd.Zero, isRunning: false, cancellationToken);

    /// <summary>Leases what a running call needs, for which other nodes return what they do not use.</summary>
    public Task<bool> ExtendAsync(
        TeamAllowances allowances, Limit[] limits, NanoUsd minimum, NanoUsd amount, CancellationToken cancellationToken) =>
        ExtendAsync(allowances, limits, minimum, amount, NanoUsd.Zero, cancellationToken);

    /// <summary>Leases what a call that has ended was charged beyond the leases.</summary>
    public Task<bool> CoverAsync(TeamAllowances allowances, Limit[] limits, NanoUsd overdraft, CancellationToken cancellationToken) =>
        ExtendAsync(allowances, limits, NanoUsd.Zero, NanoUsd.Zero, overdraft, cancellationToken);

    private async Task<bool> GrowAsync(
        TeamAllowances allowances, Limit[] limits, NanoUsd minimum, NanoUsd amount, NanoUsd overdraft, bool isRunning,
        CancellationToken cancellationToken)
    {
        await OpenAsync(allowances, limits, cancellationToken);
        allowances.AddDemand(limits, amount);
        var turn = TurnOf(allowances);
        try
        {
            await turn.WaitAsync(cancellationToken);
            try
            {
                if (allowances.PlanLowering(limits, overdraft) is { } lowering) await SendAsync(allowances, lowering);
                var need = allowances.PlanGrowth(limits, minimum, amount, out var request, isRunning);
                return need == LeaseNeed.None || (need == LeaseNeed.Request && await SendAsync(allowances, request!));
            }
            finally
            {
                turn.Release();
            }
        }
        finally
        {
            allowances.RemoveDemand(limits, amount);
        }
    }

    private async Task<bool> ExtendAsync(
        TeamAllowances allowances, Limit[] limits, NanoUsd minimum, NanoUsd amount, NanoUsd overdraft, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        while (!await GrowAsync(allowances, limits, minimum, amount, overdraft, isRunning: true, cancellationToken))
        {
            if (time.GetElapsedTime(startedAt) >= LeaseTerms.RecallTime) return false;
            await allowances.WaitForReleaseAsync(allowances.Releases, LeaseTerms.RetryDelay, time, cancellationToken);
        }

        return true;
    }

    /// <summary>Renews leases and fills up those that are low, unless another request is running.</summary>
    public Task RenewAsync(TeamAllowances allowances) => SendIfIdleAsync(allowances, static team => team.PlanRenewal());

    /// <summary>Fills up leases that are low, in the background.</summary>
    public void RenewIfLow(TeamAllowances allowances)
    {
        if (allowances.TakeIsLow()) _ = RenewAsync(allowances);
    }

    /// <summary>Returns all that no call holds, because another node lacks it.</summary>
    public async Task ReturnAsync(TeamAllowances allowances)
    {
        var turn = TurnOf(allowances);
        await turn.WaitAsync(CancellationToken.None);
        await SendAndReleaseAsync(allowances, turn, static team => team.PlanReturn());
    }

    private async Task SendIfIdleAsync(TeamAllowances allowances, Func<TeamAllowances, LeaseRequest?> plan)
    {
        var turn = TurnOf(allowances);
        if (turn.Wait(TimeSpan.Zero)) await SendAndReleaseAsync(allowances, turn, plan);
    }

    private async Task SendAndReleaseAsync(TeamAllowances allowances, SemaphoreSlim turn, Func<TeamAllowances, LeaseRequest?> plan)
    {
        try
        {
            if (plan(allowances) is { } request) await SendAsync(allowances, request);
        }
        catch (Exception fault)
        {
            // The next renewal tries again. Until then the node uses what it has.
            LogExchangeFailed(fault);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<bool> SendAsync(TeamAllowances allowances, LeaseRequest request)
    {
        var sentAt = time.GetTimestamp();
        var reply = await store.ExchangeAsync(request, node, CancellationToken.None);
        allowances.Apply(request, reply, sentAt);
        return reply.IsGranted;
    }

    private async Task OpenAsync(TeamAllowances allowances, Limit[] limits, CancellationToken cancellationToken)
    {
        foreach (var id in allowances.FindUnleased(limits))
        {
            await storeLock.RunAsync(
                async () =>
                {
                    var stored = await store.OpenAsync(id, node, CancellationToken.None);
                    allowances.OpenLease(id, stored);
                    return true;
                },
                cancellationToken);
        }
    }

    private SemaphoreSlim TurnOf(TeamAllowances allowances) => turns.GetOrAdd(allowances, static _ => new SemaphoreSlim(1, 1));

    [LoggerMessage(LogEvents.LeaseExchangeFailed, LogLevel.Warning, "The leases of a team could not be renewed. This node uses what it has leased.")]
    private partial void LogExchangeFailed(Exception fault);
}
