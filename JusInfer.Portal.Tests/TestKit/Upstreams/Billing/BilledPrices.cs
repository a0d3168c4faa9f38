namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>
/// What a scripted provider bills, in USD per million tokens and per search. Writing to Anthropic's cache costs 1.25 times the input for
/// five minutes and twice for an hour, reading 0.1 times (platform.claude.com/docs/en/about-claude/pricing); a search costs $10 per
/// thousand there and at OpenAI (developers.openai.com/api/docs/pricing).
/// </summary>
internal sealed record BilledPrices(decimal Input, decimal CacheRead, decimal Output)
{
    public decimal PerSearch { get; init; } = 0.01m;

    public decimal CacheWrite5m => Input * 1.25m;

    public decimal CacheWrite1h => Input * 2;
}
