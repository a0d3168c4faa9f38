using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>What a provider bills for one call.</summary>
internal sealed record ProviderBill
{
    public long Input { get; init; }

    public long CacheRead { get; init; }

    public long CacheWrite { get; private init; }

    public bool ForAnHour { get; private init; }

    /// <summary>The tokens of all choices, with reasoning.</summary>
    public long Output { get; init; }

    public long Reasoning { get; init; }

    /// <summary>The tokens of the text of all choices.</summary>
    public long Text { get; private init; }

    public long Choices { get; private init; }

    public long Searches { get; private init; }

    /// <summary>The conversation and the summary of a compaction before the answer; null if there was none.</summary>
    public (long Input, long Output)? Compaction { get; private init; }

    /// <summary>What the service tier and the region multiply the price of tokens by.</summary>
    public decimal Factor { get; private init; }

    public decimal Usd { get; private init; }

    /// <param name="provider">The provider.</param>
    /// <param name="body">The request.</param>
    /// <param name="cached">The tokens of the prompt that an earlier call has left in the cache.</param>
    public static ProviderBill Of(BillingProvider provider, JsonElement body, long cached)
    {
        var prompt = BilledPrompt.Of(provider.Family, body);
        var choices = Math.Max(1, Math.Max(RequestFieldValues.Number(body, "n") ?? 1, RequestFieldValues.Number(body, "best_of") ?? 1));
        var prompts = RequestFieldValues.Last(body, "prompt") is { ValueKind: JsonValueKind.Array } texts
            && texts[0].ValueKind != JsonValueKind.Number
            ? texts.GetArrayLength()
            : 1;

        // OpenAI's models read the newer field, others the older one, llama.cpp its own: a client that sends all gets the longest answer
        // somewhere.
        long? limit = null;
        foreach (var name in (string[])["max_tokens", "max_completion_tokens", "max_output_tokens", "n_predict"])
        {
            if (RequestFieldValues.Number(body, name) is { } one) limit = Math.Max(limit ?? 0, one);
        }

        var perChoice = Math.Min(limit ?? long.MaxValue, provider.AnswerTokens);
        var reasoning = Math.Min((limit ?? long.MaxValue) - perChoice, provider.ReasoningTokens);
        var (marked, forAnHour) = provider.Family == BilledFamily.Claude ? prompt.Marked : default;
        var bill = new ProviderBill
        {
            CacheRead = cached,
            CacheWrite = Math.Max(0, marked - cached),
            ForAnHour = forAnHour,
            Choices = choices * prompts,
            Output = choices * prompts * (perChoice + reasoning),
            Reasoning = choices * prompts * reasoning,
            Text = choices * prompts * perChoice,
            Searches = SearchesOf(body),
            Factor = FactorOf(body),
        };
        bill = bill with { Input = prompt.Tokens - bill.CacheRead - bill.CacheWrite };
        if (Tools(body).Any(static type => type.StartsWith("web_fetch", StringComparison.Ordinal)))
        {
            // The model is sampled again after each page, with all pages before it
            // (platform.claude.com/docs/en/agents-and-tools/tool-use/web-fetch-tool#usage-and-pricing).
            const long Page = 90_000;
            bill = bill with { Input = (3 * bill.Input) + Page + (2 * Page) };
        }

        if (provider.Family == BilledFamily.Claude && CompactsFrom(body) is { } trigger && prompt.Tokens >= trigger)
        {
            // A sampling of its own reads the conversation and writes a summary, and the answer reads only that
            // (platform.claude.com/docs/en/build-with-claude/compaction#understanding-usage).
            const long Summary = 3_500;
            bill = bill with { Compaction = (prompt.Tokens, Summary), Input = Summary, CacheRead = 0, CacheWrite = 0 };
        }

        return bill with { Usd = bill.UsdAt(provider.Prices) };
    }

    /// <summary>The bill of an answer that ended after so many tokens, because nobody read it.</summary>
    public ProviderBill StoppedAfter(long output, BilledPrices prices)
    {
        var stopped = this with { Output = output };
        return stopped with { Usd = stopped.UsdAt(prices) };
    }

    /// <summary>Whether a part of the request makes the provider search: also an empty object.</summary>
    private static long SearchesOf(JsonElement body)
    {
        string[] names = ["web_search_options", "search_parameters", "plugins", "enable_search"];
        var fields = names.Count(name => RequestFieldValues.IsSet(body, name));
        return fields + Tools(body).Count(static type => type.StartsWith("web_search", StringComparison.Ordinal));
    }

    /// <summary>The types of the tools.</summary>
    private static IEnumerable<string> Tools(JsonElement body) =>
        RequestFieldValues.Last(body, "tools") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(static tool => RequestFieldValues.Text(tool, "type")).OfType<string>()
            : [];

    /// <summary>
    /// OpenAI's tiers (developers.openai.com/api/docs/guides/priority-processing, /flex-processing), Anthropic's fast mode and inference in
    /// one region (platform.claude.com/docs/en/about-claude/pricing).
    /// </summary>
    private static decimal FactorOf(JsonElement body) =>
        (RequestFieldValues.Text(body, "service_tier")?.ToLowerInvariant() switch { "priority" or "fast" => 2, "flex" => 0.5m, _ => 1 })
        * (RequestFieldValues.Text(body, "speed") == "fast" ? 2 : 1)
        * (RequestFieldValues.Text(body, "inference_geo") == "us" ? 1.1m : 1);

    private static long? CompactsFrom(JsonElement body)
    {
        if (RequestFieldValues.Last(body, "context_management") is not { ValueKind: JsonValueKind.Object } management) return null;
        if (!management.TryGetProperty("edits", out var edits)) return null;
        foreach (var edit in edits.EnumerateArray())
        {
            if (!edit.GetProperty("type").GetString()!.StartsWith("compact", StringComparison.Ordinal)) continue;
            return edit.TryGetProperty("trigger", out var trigger) ? Math.Max(50_000, trigger.GetProperty("value").GetInt64()) : 150_000;
        }

        return null;
    }

    private decimal UsdAt(BilledPrices prices)
    {
        var written = CacheWrite * (ForAnHour ? prices.CacheWrite1h : prices.CacheWrite5m);
        var tokens = (Input * prices.Input) + (CacheRead * prices.CacheRead) + written + (Output * prices.Output)
            + ((Compaction?.Input ?? 0) * prices.Input) + ((Compaction?.Output ?? 0) * prices.Output);
        return (tokens * Factor / 1_000_000) + (Searches * prices.PerSearch);
    }
}
