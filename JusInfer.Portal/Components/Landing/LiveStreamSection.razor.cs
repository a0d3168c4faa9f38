using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Demo;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Landing;

/// <summary>
/// A stream that is cut and resumed. The document has an example with the same text and tokens, which <c>live-stream.js</c> replaces by what it receives from
/// <see cref="LiveStreamEndpoint"/>.
/// </summary>
public sealed partial class LiveStreamSection
{
    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private LandingOptions Options { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private static string Tokens => $"{ResumptionDemo.InputTokens}, {ResumptionDemo.OutputTokens}";

    private string Cost
    {
        get
        {
            var tokens = new TokenBuckets { InputUncached = ResumptionDemo.InputTokens, OutputText = ResumptionDemo.OutputTokens };
            var (cost, _) = Pricing.CostOf(tokens, tokens.Input, Catalog.Auto.Baseline.Prices, DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime));
            return NumberFormat.Money(cost);
        }
    }
}
