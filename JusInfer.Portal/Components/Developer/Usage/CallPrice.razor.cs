using JusInfer.Portal.Catalog;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The tokens of a call and what they cost.</summary>
public sealed partial class CallPrice
{
    private IEnumerable<(string Name, long Count, Func<Price, NanoUsd> Price)> Buckets =>
        new (string Name, long Count, Func<Price, NanoUsd> Price)[]
    {
        ("Input", Call.Tokens.InputUncached, static price => price.InputPerMillion),
        ("Input read from cache", Call.Tokens.CacheRead, static price => price.CacheReadPerMillion),
        ("Input written to cache, 5 minutes", Call.Tokens.CacheWrite5m, static price => price.CacheWrite5mPerMillion),
        ("Input written to cache, 1 hour", Call.Tokens.CacheWrite1h, static price => price.CacheWrite1hPerMillion),
        ("Audio input", Call.Tokens.AudioInput, static price => price.AudioInputPerMillion ?? price.InputPerMillion),
        ("Output", Call.Tokens.OutputText, static price => price.OutputPerMillion),
        ("Output, reasoning", Call.Tokens.OutputReasoning, static price => price.OutputPerMillion),
        ("Audio output", Call.Tokens.AudioOutput, static price => price.AudioOutputPerMillion ?? price.OutputPerMillion),
    }.Where(static bucket => bucket.Count > 0 || bucket.Name is "Input" or "Output");

    private static string DescribeSource(UsageSource source) => source switch
    {
        UsageSource.Provider => "reported by the provider",
        UsageSource.Drained => "reported by the provider after the client disconnected",
        UsageSource.Counted => "counted by JusInfer from the delivered text",
        UsageSource.Estimated => "estimated, because the gateway stopped during the call",
        _ => "nothing was delivered, nothing is charged",
    };
}
