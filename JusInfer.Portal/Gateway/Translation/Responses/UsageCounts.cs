namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>How a dialect counts what was read from the cache and written to it.</summary>
internal enum UsageConvention
{
    /// <summary>The prompt's count includes the cached tokens, unless there are more of them.</summary>
    OpenAi,

    /// <summary>The cached tokens are beside the prompt's count.</summary>
    Anthropic,
}

/// <summary>The counts of a report, each token in one of them. The first three are the prompt's, the others the output's.</summary>
internal readonly record struct UsageCounts(long Fresh, long Read, long Written, long Text, long Reasoning)
{
    /// <summary>Whether the read tokens, and the written ones, are beside the prompt's count. The likeliest come first.</summary>
    private static readonly (bool Read, bool Written)[] OpenAiOrder = [(false, false), (true, true), (false, true), (true, false)];
    private static readonly (bool Read, bool Written)[] AnthropicOrder = [(true, true), (false, false), (true, false), (false, true)];

    /// <summary>
    /// Arranges the counts so that they add up to the total: cached tokens inside the prompt's count or beside it, reasoning inside the
    /// output's count or apart from it, as xAI reports it.
    /// </summary>
    public static UsageCounts Arrange(
        long prompt, long read, long written, long output, long reasoning, long total, UsageConvention convention)
    {
        var order = convention == UsageConvention.Anthropic ? AnthropicOrder : OpenAiOrder;
        foreach (var beside in total > 0 ? order : [])
        {
            if (FreshOf(prompt, read, written, beside) is not { } fresh) continue;
            var sum = fresh + read + written + output;
            if (sum == total && reasoning <= output) return new(fresh, read, written, output - reasoning, reasoning);
            if (reasoning > 0 && sum + reasoning == total) return new(fresh, read, written, output, reasoning);
        }

        var isApart = convention == UsageConvention.OpenAi && reasoning > output;
        var within = isApart ? 0 : Math.Min(reasoning, output);
        var isInside = convention == UsageConvention.OpenAi && read <= prompt;
        var left = isInside && read + written <= prompt ? prompt - read - written : isInside ? prompt - read : prompt;
        return new(left, read, written, output - within, isApart ? reasoning : within);
    }

    /// <summary>The fresh tokens of the prompt; null if its count is smaller than what would be inside.</summary>
    private static long? FreshOf(long prompt, long read, long written, (bool Read, bool Written) beside)
    {
        var fresh = prompt - (beside.Read ? 0 : read) - (beside.Written ? 0 : written);
        return fresh < 0 ? null : fresh;
    }
}
