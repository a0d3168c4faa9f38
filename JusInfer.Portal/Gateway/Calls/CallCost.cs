using JusInfer.Portal.Catalog;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Computes the cost of a call: the tokens used so far, at the prices of the model that answered and the factor of the service tier, and
/// the calls of hosted tools. Not more than the call holds is charged.
/// </summary>
internal static class CallCost
{
    public static CallBill Of(Call call)
    {
        var (tokens, source, mismatch) = call.Usage;
        if (source == UsageSource.None && call.Escalation is { } only)
        {
            // The repetition failed in its stream. What the client has received is of the first answer.
            var paid = call.Context.Hold.Money.Charge(call.IsUnrecorded ? NanoUsd.Zero : only.Cost);
            return new CallBill(default, UsageSource.Provider, paid, only.Cost - paid, NanoUsd.Zero, NanoUsd.Zero, null, null);
        }

        var (drilled, borne) = (call.History.ChargedWith(call, tokens), call.History.Borne);
        if (source == UsageSource.None)
        {
            var due = call.Context.Hold.Money.Charge(call.IsUnrecorded ? NanoUsd.Zero : drilled);
            var knownFrom = borne > NanoUsd.Zero ? UsageSource.Provider : drilled > NanoUsd.Zero ? UsageSource.Counted : source;
            var unpaid = drilled + borne - due;
            return new CallBill(tokens, knownFrom, due, unpaid, NanoUsd.Zero, NanoUsd.Zero, null, null) { Failed = drilled + borne };
        }

        var prompt = PromptOf(call, tokens);
        var (cost, price) = CostOf(call, tokens, prompt);
        cost += call.Escalation?.Cost ?? NanoUsd.Zero;
        var toolCost = CostOfHostedTools(call, call.Meter, ref mismatch);
        var (baseline, _) = Pricing.CostOf(tokens, prompt, call.Context.Catalog.Auto.Baseline.Prices, call.Context.Day);
        var owed = cost + toolCost + drilled;
        var charged = call.Context.Hold.Money.Charge(call.IsUnrecorded ? NanoUsd.Zero : owed);
        return new CallBill(tokens, source, charged, owed + borne - charged, toolCost, baseline, price, mismatch)
        {
            Failed = drilled + borne,
        };
    }

    /// <summary>The cost of the tokens of the current attempt's answer alone.</summary>
    public static NanoUsd OfTokens(Call call) => CostOf(call, call.Usage.Tokens, PromptOf(call, call.Usage.Tokens)).Cost;

    /// <summary>The cost of an answer of the current target that failed: at least that of the prompt.</summary>
    /// <param name="call">The call.</param>
    /// <param name="meter">Counted the answer.</param>
    /// <param name="billed">The part of its tokens that is billed with the call's own answer.</param>
    public static NanoUsd OfFailed(Call call, Meter meter, TokenBuckets billed)
    {
        var (tokens, _, mismatch) = call.UsageOf(meter);
        if (tokens.IsEmpty) tokens = new TokenBuckets { InputUncached = call.Context.Request.Features.InputTokens };
        var (cost, _) = Pricing.CostOf(tokens.Beyond(billed), tokens.Input, call.Target.Prices, call.Context.Day);
        return Times(cost, BilledTier.Of(call).Factor) + CostOfHostedTools(call, meter, ref mismatch);
    }

    /// <summary>The longest of the prompts that the tokens are of, which decides on the price tier.</summary>
    private static long PromptOf(Call call, TokenBuckets tokens)
    {
        var compacted = Math.Min(tokens.Input, call.Meter.Reported?.CompactedInput ?? 0);
        return Math.Max(compacted, tokens.Input - call.Meter.BilledBefore.Tokens.Input - compacted);
    }

    private static (NanoUsd Cost, Price? Price) CostOf(Call call, TokenBuckets tokens, long prompt)
    {
        var prices = ReportedModel.SubstitutePrices(call.Meter.ReportedModel, call.Served, call.Context.Catalog) ?? call.Served.Prices;
        var (before, tier) = (call.Meter.BilledBefore.Tokens, BilledTier.Of(call));
        if (!before.IsEmpty && call.Meter.TierBefore.Factor is var factor && factor != tier.Factor)
        {
            var (earlier, _) = Pricing.CostOf(before, before.Input, prices, call.Context.Day);
            var (later, last) = Pricing.CostOf(tokens - before, prompt, prices, call.Context.Day);
            return (Times(earlier, factor) + Times(later, tier.Factor), last);
        }

        var (cost, price) = Pricing.CostOf(tokens, prompt, prices, call.Context.Day);
        return (Times(cost, tier.Factor), price);
    }

    private static NanoUsd Times(NanoUsd cost, decimal factor) => factor == 1 ? cost : NanoUsd.FromUsd(cost.Usd * factor);

    /// <remarks>Of a reported count that is beyond what is possible, as much is charged as is possible.</remarks>
    private static NanoUsd CostOfHostedTools(Call call, Meter meter, ref UsageMismatch? mismatch)
    {
        var sum = NanoUsd.Zero;
        foreach (var (tool, reported) in meter.HostedToolCalls)
        {
            var calls = reported;
            var most = TokenBounds.MostOf(call).ToolCalls;
            if (reported > most && call.Served.Endpoint.Provider.Dialect.ReportsToolCalls)
            {
                calls = most;
                mismatch ??= new UsageMismatch(tool, calls, reported);
            }

            var rule = PolicyDecision.RuleOf(RequestPart.Tool, tool, call.Context.Request.Dialect, call.Served.Endpoint.Provider);
            if (rule is { Action: RequestAction.Allow }) sum += NanoUsd.FromUsd(rule.PricePerCall.Usd * calls);
        }

        return sum;
    }
}

/// <summary>The usage and the cost of a call.</summary>
/// <param name="Tokens">The tokens used, in disjoint buckets.</param>
/// <param name="Source">The source of the counts.</param>
/// <param name="Cost">What is charged: the cost at the prices of the model that answered, with hosted tools, or less if no limit has room.</param>
/// <param name="Unbilled">The rest of the cost, which the operator bears.</param>
/// <param name="ToolCost">The part of <paramref name="Cost"/> for calls of hosted tools.</param>
/// <param name="BaselineCost">The cost of the same tokens at the prices of the catalog's baseline model.</param>
/// <param name="Price">The price that applied; null for a free call or one without an answer.</param>
/// <param name="Mismatch">What the gateway had to guess, or did not believe; null if nothing.</param>
internal readonly record struct CallBill(
    TokenBuckets Tokens, UsageSource Source, NanoUsd Cost, NanoUsd Unbilled, NanoUsd ToolCost, NanoUsd BaselineCost, Price? Price,
    UsageMismatch? Mismatch)
{
    /// <summary>The part of the cost, charged or not, that answers of failed attempts have caused.</summary>
    public NanoUsd Failed { get; init; }
}
