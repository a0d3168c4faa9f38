using System.Collections.Immutable;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// The maximum cost of one attempt at the most expensive target of a plan: the estimated prompt at the highest input price, and the longest
/// answer that the request and the model allow. Only one attempt is billed; the gateway bears the cost of failed ones.
/// </summary>
internal static class WorstCaseCost
{
    /// <summary>More tokens than any call can use. Prevents an overflow, because requests can ask for any number of choices.</summary>
    private const long MaxOutputTokens = 1_000_000_000;

    /// <summary>Held in addition to the expected output, so that a stream of the expected length need not extend its hold.</summary>
    private const long ReserveTokens = 128;

    /// <summary>Providers may count so many hundredths more tokens than the estimate without costing more than is held.</summary>
    private const int MarginPercent = 2;

    private static readonly NanoUsd MaxPrice = NanoUsd.FromUsd(1_000_000);

    /// <param name="plan">The targets.</param>
    /// <param name="request">The request.</param>
    /// <param name="body">The body of the request.</param>
    /// <param name="day">The day whose prices apply, UTC.</param>
    /// <param name="expectedOutput">The output to hold at first if it is visible while it is produced. Tokens.</param>
    public static HoldRequest Create(RoutePlan plan, CallRequest request, ReadOnlySpan<byte> body, DateOnly day, long expectedOutput)
    {
        var (prompt, outputPerMillion, maxOutput) = (NanoUsd.Zero, NanoUsd.Zero, 0L);
        var (first, firstOutput) = (NanoUsd.Zero, NanoUsd.Zero);
        var (isVisible, isSimulated) = (request.Stream && !request.IsSentWhole && !request.WantsJson, true);
        var models = ImmutableArray.CreateBuilder<string>(plan.Targets.Length);
        foreach (var target in plan.Targets)
        {
            models.Add(target.Model.Id);
            isSimulated &= target.Endpoint.Provider.Dialect == Dialect.Simulator;

            // OpenAI's models reason without showing it, and Anthropic's show a summary only: no event shows all tokens that are billed.
            isVisible &= !request.AsksToReason(target.Model, target.Endpoint.Provider);
            maxOutput = Math.Max(maxOutput, OutputOf(request, target.Model));
            if (target.Prices.Free) continue;
            var price = target.Prices.At(day).For(LongestPrompt(request.Features.InputTokens));
            var factor = PriceFactorOf(request, target.Endpoint.Provider, body);
            var (input, output) = (Pricing.CostOf(PromptOf(request, price), price), price.OutputPerMillion);
            if ((price.AudioInputPerMillion ?? price.AudioOutputPerMillion) is not null && body.IndexOf("audio"u8) >= 0)
            {
                input = Max(input, Pricing.CostOf(new TokenBuckets { AudioInput = request.Features.InputTokens }, price));
                output = Max(output, price.AudioOutputPerMillion ?? NanoUsd.Zero);
            }

            prompt = Max(prompt, Times(input, factor));
            outputPerMillion = Max(outputPerMillion, Times(output, factor * request.Choices));
            if (models.Count > 1) continue;
            (first, firstOutput) = (prompt, outputPerMillion);
        }

        // The answer of the first target can be repeated, and both are billed.
        if (plan.RepairModel is not null) (prompt, outputPerMillion) = (prompt + first, outputPerMillion + firstOutput);

        return new HoldRequest
        {
            InputTokens = request.Features.InputTokens,
            PromptCost = WithMargin(prompt),
            OutputPerMillion = WithMargin(outputPerMillion),
            MaxOutputTokens = maxOutput,
            InitialOutputTokens = isVisible ? Math.Min(maxOutput, expectedOutput + ReserveTokens) : maxOutput,
            Models = models.MoveToImmutable(),
            IsSimulated = isSimulated,
        };
    }

    /// <summary>Assumes that nothing is read from the cache, and that the whole prompt is written to it if that costs more.</summary>
    private static TokenBuckets PromptOf(CallRequest request, Price price)
    {
        var input = request.Features.InputTokens;
        if (price.CacheWrite1hPerMillion > price.InputPerMillion) return new TokenBuckets { CacheWrite1h = input };
        return price.CacheWrite5mPerMillion > price.InputPerMillion ? new TokenBuckets { CacheWrite5m = input } : new TokenBuckets { InputUncached = input };
    }

    /// <summary>The longest answer of one choice, in tokens.</summary>
    private static long OutputOf(CallRequest request, Model model)
    {
        if (request.Features.RequiredCapabilities.HasFlag(Capabilities.Embeddings)) return 0;
        var longest = model.MaxOutputTokens ?? model.ContextWindow;
        return Math.Min(Math.Min(request.Features.MaxOutputTokens ?? longest, longest), MaxOutputTokens);
    }

    private static decimal PriceFactorOf(CallRequest request, Provider provider, ReadOnlySpan<byte> body)
    {
        try
        {
            return PolicyDecision.From(request, provider, body).PriceFactor;
        }
        catch (RequestFault)
        {
            // The policy rejects the request: this target will not be used.
            return 1;
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
}
