using System.Collections.Immutable;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// The maximum cost of one attempt at the most expensive target of a plan: the estimated prompt at the highest input price, the answer that
/// is held at first, and how much more both can cost. Only one attempt is charged; the operator bears the cost of failed ones,
/// except of those that the client asked to fail.
/// </summary>
internal static class WorstCaseCost
{
    /// <summary>Held in addition to the expected output, so that a stream of the expected length need not extend its hold.</summary>
    private const long ReserveTokens = 128;

    /// <summary>Providers may count so many hundredths more tokens than the estimate without costing more than is held.</summary>
    private const int MarginPercent = 2;

    /// <summary>Anthropic compacts no shorter conversation (platform.claude.com/docs/en/build-with-claude/compaction).</summary>
    private const long MinCompactedTokens = 50_000;

    private static readonly NanoUsd MaxPrice = NanoUsd.FromUsd(1_000_000);

    /// <param name="plan">The targets.</param>
    /// <param name="request">The request.</param>
    /// <param name="body">The body of the request.</param>
    /// <param name="day">The day whose prices apply, UTC.</param>
    /// <param name="expectedOutput">The output to hold at first if it is visible while it is produced. Tokens.</param>
    /// <param name="restorable">The most that the gateway can add to tool calls: reasoning that the client has dropped. Bytes.</param>
    /// <param name="failing">The answers that a failure drill breaks off.</param>
    public static HoldRequest Create(
        RoutePlan plan, CallRequest request, ReadOnlySpan<byte> body, DateOnly day, long expectedOutput, long restorable = 0,
        int failing = 0)
    {
        if (restorable > 0 && !MayHaveToolCalls(request, body)) restorable = 0;
        var (isVisible, isSimulated, maxOutput) = (request.Stream && !request.IsSentWhole && !request.WantsJson, true, 0L);
        var models = ImmutableArray.CreateBuilder<string>(plan.Targets.Length);
        foreach (var target in plan.Targets)
        {
            models.Add(target.Model.Id);
            isSimulated &= target.Endpoint.Provider.Dialect == Dialect.Simulator;

            // OpenAI's models reason without showing it, and Anthropic's show a summary only: no event shows all tokens that are billed.
            isVisible &= !request.AsksToReason(target.Model, target.Endpoint);
            maxOutput = Math.Max(maxOutput, TokenBounds.OutputOf(request, target.Model));
        }

        var initial = isVisible ? Math.Min(maxOutput, expectedOutput + ReserveTokens) : maxOutput;
        var (highest, first) = (default(Cost), default(Cost));
        for (var i = 0; i < plan.Targets.Length; i++)
        {
            if (plan.Targets[i].Prices.Free) continue;
            highest = highest.Max(CostAt(plan.Targets[i], request, body, day, initial, restorable));
            if (i == 0) first = highest;
        }

        // The answer of the first target can be repeated, and both are billed.
        if (plan.RepairModel is not null) highest += first;

        if (failing > 0)
        {
            var whole = highest.Prompt + highest.Margin + OutputCost(highest.OutputPerMillion, initial);
            highest = highest with { Prompt = highest.Prompt + Times(whole, failing) };
        }

        return new HoldRequest
        {
            InputTokens = request.Features.InputTokens,
            PromptCost = WithMargin(highest.Prompt),
            Margin = WithMargin(highest.Margin),
            OutputPerMillion = WithMargin(highest.OutputPerMillion),
            MaxOutputTokens = maxOutput,
            InitialOutputTokens = initial,
            Models = models.MoveToImmutable(),
            IsSimulated = isSimulated,
        };
    }

    private static Cost CostAt(
        RouteTarget target, CallRequest request, ReadOnlySpan<byte> body, DateOnly day, long initial, long restorable)
    {
        var (estimate, most) = PromptTokens(target, request, body.Length, restorable);
        var prices = target.Prices.At(day);
        var (factor, samplings) = PolicyOf(request, target.Endpoint.Provider, body);
        if (samplings > 1) most = Math.Max(most, target.Model.ContextWindow);
        if (request.MayCompact && most >= MinCompactedTokens && target.Endpoint.Provider.Dialect == request.Dialect) factor *= 2;
        var (price, mostPrice) = (prices.For(LongestPrompt(estimate)), prices.For(LongestPrompt(most)));
        var hasAudio = (HasAudioPrice(price) || HasAudioPrice(mostPrice)) && MayHaveAudio(request, body);
        var input = Times(PromptCost(estimate, price, hasAudio), factor);
        var longest = Times(PromptCost(most, mostPrice, hasAudio), factor * samplings);
        var output = Times(OutputPrice(price, hasAudio), factor * request.BilledAnswers);
        var mostOutput = Times(OutputPrice(mostPrice, hasAudio), factor * request.BilledAnswers);

        // The text of a stream is counted while it runs, by an estimate, and a provider can send all of it at once: no limit can cut it.
        var limit = TokenBounds.OutputOf(request, target.Model);
        var tokens = (limit * samplings) + TokenBounds.ReasoningBeyondLimit(request, target);
        var more = Max(NanoUsd.Zero, OutputCost(mostOutput, tokens) - OutputCost(output, Math.Min(limit, initial)));
        return new Cost(input, longest - input + more, output);
    }

    private static NanoUsd OutputPrice(Price price, bool hasAudio) =>
        hasAudio ? Max(price.OutputPerMillion, price.AudioOutputPerMillion ?? NanoUsd.Zero) : price.OutputPerMillion;

    private static NanoUsd OutputCost(NanoUsd perMillion, long tokens) => Times(perMillion, tokens / 1_000_000m);

    /// <summary>Whether the prompt or the answer can be audio. JSON can escape any letter of a field or a type.</summary>
    private static bool MayHaveAudio(CallRequest request, ReadOnlySpan<byte> body) =>
        request.Attachments is { HasUnbounded: true } || body.IndexOf("audio"u8) >= 0 || body.IndexOf("\\u00"u8) >= 0;

    /// <summary>Whether the prompt can have calls of tools, in any dialect.</summary>
    private static bool MayHaveToolCalls(CallRequest request, ReadOnlySpan<byte> body) =>
        request.RecalledBytes > 0 || body.IndexOf("_call"u8) >= 0 || body.IndexOf("tool_use"u8) >= 0 || body.IndexOf("unctionCall"u8) >= 0
        || body.IndexOf("\\u00"u8) >= 0;

    private static bool HasAudioPrice(Price price) => (price.AudioInputPerMillion ?? price.AudioOutputPerMillion) is not null;

    /// <summary>The tokens of the prompt, as estimated and at most.</summary>
    private static (long Estimate, long Most) PromptTokens(RouteTarget target, CallRequest request, int bodyBytes, long restorable)
    {
        var (estimate, most) = TokenBounds.PromptOf(target, request, bodyBytes);

        // Each text to embed or to complete can be as long as the context window.
        if ((request.Features.RequiredCapabilities & (Capabilities.Embeddings | Capabilities.Completions)) == Capabilities.None)
            most = Math.Min(most + restorable, target.Model.ContextWindow);
        return (estimate, Math.Max(estimate, most));
    }

    private static NanoUsd PromptCost(long tokens, Price price, bool hasAudio)
    {
        var cost = Pricing.CostOf(PromptOf(tokens, price), price);
        if (!hasAudio || price.AudioInputPerMillion is null) return cost;
        return Max(cost, Pricing.CostOf(new TokenBuckets { AudioInput = tokens }, price));
    }

    /// <summary>Assumes that nothing is read from the cache, and that the whole prompt is written to it if that costs more.</summary>
    private static TokenBuckets PromptOf(long input, Price price)
    {
        if (price.CacheWrite1hPerMillion > price.InputPerMillion) return new TokenBuckets { CacheWrite1h = input };
        return price.CacheWrite5mPerMillion > price.InputPerMillion
            ? new TokenBuckets { CacheWrite5m = input }
            : new TokenBuckets { InputUncached = input };
    }

    private static (decimal PriceFactor, int Samplings) PolicyOf(CallRequest request, Provider provider, ReadOnlySpan<byte> body)
    {
        try
        {
            var decision = PolicyDecision.From(request, provider, body);
            return (decision.MaxPriceFactor, decision.Samplings);
        }
        catch (RequestFault)
        {
            // The policy rejects the request: this target will not be used.
            return (1, 1);
        }
    }

    /// <summary>The prompt may have more tokens than the estimate, and then the price of a tier for longer prompts.</summary>
    private static long LongestPrompt(long estimate) => estimate + (estimate * MarginPercent / 100);

    private static NanoUsd WithMargin(NanoUsd amount)
    {
        var most = amount < MaxPrice ? amount : MaxPrice;
        return most + new NanoUsd(((most.Value * MarginPercent) + 99) / 100);
    }

    /// <summary>At most <see cref="MaxPrice"/>, so that sums cannot overflow.</summary>
    private static NanoUsd Times(NanoUsd amount, decimal factor) => factor == 1 ? amount : NanoUsd.FromUsd(Math.Min(amount.Usd * factor, MaxPrice.Usd));

    private static NanoUsd Max(NanoUsd left, NanoUsd right) => left > right ? left : right;

    /// <summary>What a call can cost at a target.</summary>
    /// <param name="Prompt">The estimated prompt.</param>
    /// <param name="Margin">How much more the call can cost than the estimated prompt and the output that is held at first.</param>
    /// <param name="OutputPerMillion">A million tokens of output, of all choices together.</param>
    private readonly record struct Cost(NanoUsd Prompt, NanoUsd Margin, NanoUsd OutputPerMillion)
    {
        public Cost Max(Cost other)
        {
            var prompt = WorstCaseCost.Max(Prompt, other.Prompt);
            var longest = WorstCaseCost.Max(Prompt + Margin, other.Prompt + other.Margin);
            return new Cost(prompt, longest - prompt, WorstCaseCost.Max(OutputPerMillion, other.OutputPerMillion));
        }

        public static Cost operator +(Cost left, Cost right) =>
            new(left.Prompt + right.Prompt, left.Margin + right.Margin, left.OutputPerMillion + right.OutputPerMillion);
    }
}
