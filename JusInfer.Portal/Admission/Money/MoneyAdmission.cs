using JusInfer.Portal.Leases;

namespace JusInfer.Portal.Admission.Money;

/// <summary>
/// Holds what a call can cost of all its limits, or of none. A call that does not fit because of running calls waits for them; one that the
/// limit itself does not leave enough gets a lower limit of output tokens, or is rejected.
/// </summary>
internal sealed class MoneyAdmission(TimeProvider time)
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

    /// <param name="applying">The limits that apply.</param>
    /// <param name="request">What the call can cost.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public async ValueTask<Result<MoneyHold, AdmissionRejection>> HoldAsync(
        CallLimits applying, HoldRequest request, CancellationToken cancellationToken)
    {
        CallLimit[] hard = applying.All.IsEmpty ? [] : [.. applying.All.Where(limit => limit.IsHard && limit.AppliesTo(request.Models, request.IsSimulated))];
        if (hard.Length == 0) return MoneyHold.Unlimited;
        var amounts = Array.ConvertAll(hard, limit => limit.Limit);
        var minimum = Math.Min(MinOutputTokens, request.MaxOutputTokens);
        var startedAt = time.GetTimestamp();

        // Most calls fit at once, and never ask for the signal of a release.
        for (Task? released = null; ; released = applying.Allowances.Released)
        {
            var (free, unspent) = applying.Allowances.RoomOf(amounts);

            // What the limit leaves, whoever else holds some of it now.
            var maximum = request.TokensFor(unspent);
            if (unspent < request.CostOf(minimum)) return Rejection(applying.Allowances, hard, request.CostOf(minimum));
            var wanted = Math.Min(request.InitialOutputTokens, maximum);
            if (request.CostOf(wanted) > free && time.GetElapsedTime(startedAt) >= MaxWait)
            {
                // The running calls are long. What is free now may be enough.
                (wanted, maximum) = (request.TokensFor(free), request.TokensFor(free));
                if (free < request.CostOf(minimum)) return Rejection(applying.Allowances, hard, request.CostOf(minimum));
            }

            if (applying.Allowances.TryHold(amounts, request.CostOf(wanted)))
            {
                return new MoneyHold(
                    applying.Allowances, hard, request, request.CostOf(wanted), wanted, maximum < request.MaxOutputTokens ? maximum : null);
            }

            if (released is not null) await WaitAsync(released, MaxWait - time.GetElapsedTime(startedAt), cancellationToken);
        }
    }

    private async Task WaitAsync(Task released, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (timeout <= TimeSpan.Zero) return;
        try
        {
            await released.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The caller decides with what is free then.
        }
    }

    /// <summary>The rejection for the limit with the least room.</summary>
    private static AdmissionRejection Rejection(TenantAllowances allowances, CallLimit[] limits, NanoUsd needed)
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
