namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>An answer in a dialect-independent form: written by the upstream's test dialect, read by the client's, and compared.</summary>
internal sealed record ModelAnswer
{
    public string Text { get; init; } = "";

    public string? Reasoning { get; init; }

    public string? Signature { get; init; }

    public string? Refusal { get; init; }

    public string? CitedUrl { get; init; }

    public ToolUse[] Calls { get; init; } = [];

    /// <summary>A call of a custom tool.</summary>
    public ToolUse? CustomCall { get; init; }

    /// <summary>stop, length, tool_calls or content_filter.</summary>
    public string FinishReason { get; init; } = "stop";

    /// <summary>All input tokens, including cached ones.</summary>
    public int InputTokens { get; init; } = 100;

    public int CachedTokens { get; init; }

    public int OutputTokens { get; init; } = 20;

    /// <summary>Part of <see cref="OutputTokens"/>.</summary>
    public int ReasoningTokens { get; init; }

    public bool Logprobs { get; init; }

    /// <summary>The answer is a compaction.</summary>
    public bool IsCompaction { get; init; }

    /// <summary>The error that ends the stream after the text.</summary>
    public string? Error { get; init; }

    /// <summary>The answer up to the first of the stop sequences, as a provider with stop sequences sends it.</summary>
    public ModelAnswer TruncateAt(IEnumerable<string> sequences)
    {
        var at = sequences.Select(sequence => Text.IndexOf(sequence, StringComparison.Ordinal)).Where(static at => at >= 0).DefaultIfEmpty(Text.Length).Min();
        return this with { Text = Text[..at] };
    }

    /// <summary>The answer has the dialect's end marker.</summary>
    public bool IsComplete { get; init; } = true;
}
