using System.Collections.Immutable;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;

namespace JusInfer.Portal.Admission;

/// <summary>A limit of a key's calls and how much of it is used.</summary>
/// <param name="Id">The id of a budget; null for other limits.</param>
/// <param name="Scope">The code of the limit, as in errors: <c>key.requests_per_minute</c>, <c>member.month</c>, <c>tenant.wallet</c>.</param>
/// <param name="Name">The name of the limit, such as <c>This key's monthly cap</c>.</param>
/// <param name="Kind">The unit.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Used">What is used of it in the current window.</param>
/// <param name="Held">What running calls hold of it.</param>
/// <param name="ResetsAt">When the whole limit is available again; null if it does not reset.</param>
/// <param name="OnReach">What happens to calls when it is reached.</param>
/// <param name="Binds">
/// The next calls reach this limit first: of the limits with the least left in each unit, it has the smallest part left. Never a limit that only
/// notifies.
/// </param>
internal sealed record LimitState(
    string? Id, string Scope, string Name, LimitKind Kind, decimal Limit, decimal Used, decimal Held, DateTimeOffset? ResetsAt, ReachAction OnReach, bool Binds)
{
    /// <summary>What new calls can use; below zero if a lower limit was set meanwhile.</summary>
    public decimal Left => Limit - Used - Held;
}

/// <summary>Evaluates all limits that apply to the calls of a key.</summary>
internal sealed class LimitReport(RateLimiters limiters, LimitReader limits, TimeProvider time)
{
    /// <param name="holder">The key and its member.</param>
    /// <param name="model">The catalog id of the model that the calls use; null for limits of all models only.</param>
    /// <param name="isSimulated">The simulator answers the calls, so the wallet does not apply.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<ImmutableArray<LimitState>> EvaluateAsync(KeyHolder holder, string? model, bool isSimulated, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var states = new List<LimitState>(RatesOf(holder, now));
        var applying = await limits.ReadAsync(holder, user: null, run: null, runBudget: null, now, cancellationToken);
        ImmutableArray<string> models = model is null ? [] : [model];
        foreach (var limit in applying.All)
        {
            if (!limit.AppliesTo(models, isSimulated)) continue;
            var (spent, held) = applying.Allowances.StateOf(limit.Limit.Allowance);
            var resets = limit.Budget is null or { Window: BudgetWindow.Total } ? (DateTimeOffset?)null : limit.Limit.Allowance.Id.End;
            states.Add(new LimitState(
                limit.Budget?.Id.ToString(), AdmissionRejections.ScopeOf(limit), AdmissionRejections.NameOf(limit), LimitKind.Usd, limit.Limit.Amount.Usd,
                spent.Usd, held.Usd, resets, limit.Budget?.OnReach ?? ReachAction.Block, Binds: false));
        }

        var tightest = states.Where(static state => state.OnReach != ReachAction.Notify)
            .GroupBy(static state => state.Kind).Select(static kind => kind.MinBy(static state => state.Left)!).MinBy(PartLeft);
        return [.. states.Select(state => state with { Binds = ReferenceEquals(state, tightest) })];
    }

    private IEnumerable<LimitState> RatesOf(KeyHolder holder, DateTimeOffset now)
    {
        var ticks = time.GetTimestamp();
        foreach (var scope in limiters.Of(holder).Limited)
        {
            foreach (var kind in (LimitKind[])[LimitKind.RequestsPerMinute, LimitKind.TokensPerMinute])
            {
                if (scope.LimitOf(kind) is not { } perMinute) continue;
                var rate = scope.RateOf(kind).Check(ticks, perMinute);
                yield return new LimitState(
                    null, RateScopes.NameOf(scope.Scope, kind), RateScopes.DescriptionOf(scope.Scope, kind), kind, rate.Limit, rate.Limit - rate.Remaining, 0,
                    now + rate.Reset, ReachAction.Block, Binds: false);
            }

            if (scope.Concurrency is { } calls)
            {
                yield return new LimitState(
                    null, RateScopes.NameOf(scope.Scope, LimitKind.Concurrency), RateScopes.DescriptionOf(scope.Scope, LimitKind.Concurrency),
                    LimitKind.Concurrency, calls, 0, scope.Running, null, ReachAction.Block, Binds: false);
            }
        }
    }

    private static decimal PartLeft(LimitState state) => state.Limit == 0 ? 0 : state.Left / state.Limit;
}
