using System.Collections.Immutable;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Budgets;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Admission;

/// <summary>The unit of a limit.</summary>
internal enum LimitKind
{
    RequestsPerMinute,
    TokensPerMinute,
    Concurrency,
    Usd,
}

/// <summary>A limit of a key's calls and how much of it is used.</summary>
/// <param name="Id">The id of a budget; null for other limits.</param>
/// <param name="Scope">The name of the limit, as in errors: <c>key.requests_per_minute</c>, <c>member.month</c>, <c>tenant.wallet</c>.</param>
/// <param name="Kind">The unit.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Used">What is used of it in the current window.</param>
/// <param name="Held">What running calls hold of it.</param>
/// <param name="ResetsAt">When the whole limit is available again; null if it does not reset.</param>
/// <param name="Binds">The next calls reach this limit first: it has the smallest part left of all limits that reject calls.</param>
internal sealed record LimitState(
    string? Id, string Scope, LimitKind Kind, decimal Limit, decimal Used, decimal Held, DateTimeOffset? ResetsAt, bool Binds);

/// <summary>Evaluates all limits that apply to the calls of a key.</summary>
internal sealed class LimitReport(KeyRates rates, LimitReader limits, TimeProvider time)
{
    /// <param name="holder">The key and its member.</param>
    /// <param name="model">The catalog id of the model that the calls use; null for limits of all models only.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<ImmutableArray<LimitState>> EvaluateAsync(KeyHolder holder, string? model, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var states = new List<LimitState>(RatesOf(holder, now));
        var applying = await limits.ReadAsync(holder, user: null, run: null, runBudget: null, now, cancellationToken);
        HashSet<string>? models = model is null ? null : [model];
        foreach (var limit in applying.All)
        {
            if (!limit.AppliesTo(models, isSimulated: false)) continue;
            var (spent, held) = applying.Allowances.StateOf(limit.Limit.Allowance);
            var resets = limit.Budget is null or { Window: BudgetWindow.Total } ? (DateTimeOffset?)null : limit.Limit.Allowance.Id.End;
            states.Add(new LimitState(
                limit.Budget?.Id.ToString(), AdmissionRejections.ScopeOf(limit), LimitKind.Usd, limit.Limit.Amount.Usd, spent.Usd, held.Usd, resets, Binds: false));
        }

        var tightest = states.MinBy(PartLeft);
        return [.. states.Select(state => state with { Binds = ReferenceEquals(state, tightest) })];
    }

    private IEnumerable<LimitState> RatesOf(KeyHolder holder, DateTimeOffset now)
    {
        var (usage, keyLimits) = (rates.Of(holder.Key.Id), holder.Key.Limits);
        var requests = usage.Peek(keyLimits);
        yield return Rate(RateScopes.Requests, LimitKind.RequestsPerMinute, requests, now);
        if (keyLimits.TokensPerMinute is { } perMinute) yield return Rate(RateScopes.Tokens, LimitKind.TokensPerMinute, usage.PeekTokens(perMinute), now);
        if (keyLimits.Concurrency is { } calls)
            yield return new LimitState(null, RateScopes.Concurrency, LimitKind.Concurrency, calls, 0, usage.Running, null, Binds: false);
    }

    private static LimitState Rate(string scope, LimitKind kind, RateLimitStatus rate, DateTimeOffset now) =>
        new(null, scope, kind, rate.Limit, rate.Limit - rate.Remaining, 0, now + rate.Reset, Binds: false);

    private static decimal PartLeft(LimitState state) => state.Limit == 0 ? 0 : (state.Limit - state.Used - state.Held) / state.Limit;
}
