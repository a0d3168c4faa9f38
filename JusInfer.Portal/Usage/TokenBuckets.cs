namespace JusInfer.Portal.Usage;

/// <summary>
/// The tokens of one call in disjoint buckets: each token is counted in one of them. Providers differ (OpenAI's prompt tokens include
/// cached ones, Anthropic's exclude them), so each dialect maps its provider's counts to these buckets.
/// </summary>
internal readonly record struct TokenBuckets
{
    public long InputUncached { get; init; }

    public long CacheRead { get; init; }

    public long CacheWrite5m { get; init; }

    public long CacheWrite1h { get; init; }

    public long OutputText { get; init; }

    public long OutputReasoning { get; init; }

    /// <summary>Audio in the prompt that was not cached.</summary>
    public long AudioInput { get; init; }

    public long AudioOutput { get; init; }

    public long Input => InputUncached + CacheRead + CacheWrite5m + CacheWrite1h + AudioInput;

    public long Output => OutputText + OutputReasoning + AudioOutput;

    public bool IsEmpty => Input == 0 && Output == 0;

    /// <summary>The same tokens with audio counted as text, as sums over calls count it.</summary>
    public TokenBuckets WithoutMedia() => this with
    {
        InputUncached = InputUncached + AudioInput,
        OutputText = OutputText + AudioOutput,
        AudioInput = 0,
        AudioOutput = 0,
    };

    /// <summary>The tokens beyond others: in each bucket of the prompt, and of the output as a whole.</summary>
    public TokenBuckets Beyond(TokenBuckets other)
    {
        var output = other.Output;
        long Rest(long tokens)
        {
            var taken = Math.Min(tokens, output);
            output -= taken;
            return tokens - taken;
        }

        return new()
        {
            InputUncached = Math.Max(0, InputUncached - other.InputUncached),
            CacheRead = Math.Max(0, CacheRead - other.CacheRead),
            CacheWrite5m = Math.Max(0, CacheWrite5m - other.CacheWrite5m),
            CacheWrite1h = Math.Max(0, CacheWrite1h - other.CacheWrite1h),
            AudioInput = Math.Max(0, AudioInput - other.AudioInput),
            OutputText = Rest(OutputText),
            OutputReasoning = Rest(OutputReasoning),
            AudioOutput = Rest(AudioOutput),
        };
    }

    public static TokenBuckets operator +(TokenBuckets left, TokenBuckets right) => new()
    {
        InputUncached = left.InputUncached + right.InputUncached,
        CacheRead = left.CacheRead + right.CacheRead,
        CacheWrite5m = left.CacheWrite5m + right.CacheWrite5m,
        CacheWrite1h = left.CacheWrite1h + right.CacheWrite1h,
        OutputText = left.OutputText + right.OutputText,
        OutputReasoning = left.OutputReasoning + right.OutputReasoning,
        AudioInput = left.AudioInput + right.AudioInput,
        AudioOutput = left.AudioOutput + right.AudioOutput,
    };

    public static TokenBuckets operator -(TokenBuckets left, TokenBuckets right) => new()
    {
        InputUncached = left.InputUncached - right.InputUncached,
        CacheRead = left.CacheRead - right.CacheRead,
        CacheWrite5m = left.CacheWrite5m - right.CacheWrite5m,
        CacheWrite1h = left.CacheWrite1h - right.CacheWrite1h,
        OutputText = left.OutputText - right.OutputText,
        OutputReasoning = left.OutputReasoning - right.OutputReasoning,
        AudioInput = left.AudioInput - right.AudioInput,
        AudioOutput = left.AudioOutput - right.AudioOutput,
    };
}
