namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>What is answered, in no dialect: said by an upstream's speaker, heard by a front door's, and compared.</summary>
internal sealed record ModelAnswer
{
    public string Text { get; init; } = "";

    public string? Reasoning { get; init; }

    public string? Signature { get; init; }

    public string? Refusal { get; init; }

    public string? CitedUrl { get; init; }

    public ToolUse[] Calls { get; init; } = [];

    /// <summary>A call of a tool that takes free text.</summary>
    public ToolUse? CustomCall { get; init; }

    /// <summary>stop, length, tool_calls, content_filter.</summary>
    public string FinishReason { get; init; } = "stop";

    /// <summary>Input tokens in all, cached ones among them.</summary>
    public int InputTokens { get; init; } = 100;

    public int CachedTokens { get; init; }

    public int OutputTokens { get; init; } = 20;

    /// <summary>Of <see cref="OutputTokens"/>.</summary>
    public int ReasoningTokens { get; init; }

    public bool Logprobs { get; init; }

    /// <summary>The stream breaks with this error after the text.</summary>
    public string? Error { get; init; }

    /// <summary>The same, ended before the first of these, as a provider that knows stop sequences does.</summary>
    public ModelAnswer TruncateAt(IEnumerable<string> sequences)
    {
        var at = sequences.Select(sequence => Text.IndexOf(sequence, StringComparison.Ordinal)).Where(static at => at >= 0).DefaultIfEmpty(Text.Length).Min();
        return this with { Text = Text[..at] };
    }

    /// <summary>The dialect's sign of a whole answer was there.</summary>
    public bool IsComplete { get; init; } = true;
}
