using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>What a provider's total has beyond the counts that it names.</summary>
internal enum UnnamedTokens
{
    /// <summary>Tokens of the prompt, or of the output if the model may reason: what our own counts do not contradict.</summary>
    Unknown,

    /// <summary>As <see cref="Unknown"/>, by a model that may reason.</summary>
    PerhapsReasoning,

    /// <summary>Reasoning, which the provider does not name.</summary>
    Reasoning,
}

/// <summary>The tokens of a call that are billed.</summary>
/// <param name="Tokens">In disjoint buckets.</param>
/// <param name="Source">The source of the counts.</param>
/// <param name="Mismatch">What the gateway had to guess, or did not believe; null if nothing.</param>
internal readonly record struct BilledUsage(TokenBuckets Tokens, UsageSource Source, UsageMismatch? Mismatch = null)
{
    /// <summary>A report of less than this part of the text that was delivered is not believed.</summary>
    private const int SmallestPart = 4;

    /// <param name="reported">The provider's report.</param>
    /// <param name="source">Its source.</param>
    /// <param name="prompt">Our own count of the prompt.</param>
    /// <param name="output">Our own count of the output.</param>
    /// <param name="unnamed">What the total has beyond the counts.</param>
    public static BilledUsage Of(in ReportedUsage reported, UsageSource source, long prompt, long output, UnnamedTokens unnamed)
    {
        var tokens = reported.Tokens;
        if (reported.Unnamed == 0) return new(tokens, source, reported.Mismatch);
        var sum = tokens.Input + tokens.Output;
        var isKnown = unnamed == UnnamedTokens.Reasoning;
        var isOutput = isKnown || IsOutput(reported, prompt, output, mayReason: unnamed == UnnamedTokens.PerhapsReasoning);
        var mismatch = isKnown ? null : new UsageMismatch(UsageMismatch.Sum, sum, sum + reported.Unnamed);
        tokens = isOutput
            ? tokens with { OutputReasoning = tokens.OutputReasoning + reported.Unnamed }
            : tokens with { InputUncached = tokens.InputUncached + reported.Unnamed };
        return new(tokens, source, reported.Mismatch ?? mismatch);
    }

    /// <summary>The reported output cannot be that of the text which was delivered.</summary>
    /// <param name="reported">The reported output in tokens.</param>
    /// <param name="bytes">The delivered text in bytes.</param>
    public static bool IsTooSmall(long reported, long bytes) => reported * SmallestPart * TokenEstimate.BytesPerToken < bytes;

    /// <summary>The usage with our own counts where the reported ones cannot be right.</summary>
    /// <param name="prompt">Our own count of the prompt.</param>
    /// <param name="delivered">Our own count of the delivered text.</param>
    public BilledUsage Verified(long prompt, long delivered)
    {
        var usage = WithPrompt(prompt);
        if (!IsTooSmall(Tokens.Output, delivered * TokenEstimate.BytesPerToken)) return usage;
        return usage.WithOutput(delivered) with { Mismatch = new UsageMismatch(UsageMismatch.Output, delivered, Tokens.Output) };
    }

    /// <summary>
    /// The usage with our own counts where the reported ones are beyond what is possible. The rest is no unbilled cost either, for which
    /// teams are paused.
    /// </summary>
    /// <param name="most">The largest counts that are possible.</param>
    /// <param name="prompt">Our own count of the prompt.</param>
    /// <param name="bytes">The delivered text in bytes. A token has at least a byte, so what was delivered is possible.</param>
    public BilledUsage Within(in MaxUsage most, long prompt, long bytes)
    {
        var usage = WithPromptWithin(most, prompt);
        if (most.HasRoomFor(Tokens, bytes)) return usage;
        var output = TokenEstimate.OfAnswer(bytes);
        return new(
            usage.Tokens with { OutputText = output, OutputReasoning = 0, AudioOutput = 0 },
            UsageSource.Counted, new UsageMismatch(UsageMismatch.Output, output, Tokens.Output));
    }

    /// <summary>The usage with our own count of the prompt if the reported one is beyond what is possible.</summary>
    public BilledUsage WithPromptWithin(in MaxUsage most, long prompt)
    {
        if (Tokens.Input <= Math.Max(most.Input, prompt)) return this;
        var counted = Tokens with { InputUncached = prompt, CacheRead = 0, CacheWrite5m = 0, CacheWrite1h = 0, AudioInput = 0 };
        return new(counted, UsageSource.Counted, new UsageMismatch(UsageMismatch.Input, prompt, Tokens.Input));
    }

    /// <summary>
    /// The usage with our own count of the prompt if the report has none: some relays leave the placeholder of a stream's start
    /// (MiXaiLL76/auto_ai_router#142).
    /// </summary>
    public BilledUsage WithPrompt(long prompt) => Tokens.Input > 0 || prompt == 0
        ? this
        : new(Tokens with { InputUncached = prompt }, UsageSource.Counted, new UsageMismatch(UsageMismatch.Input, prompt, 0));

    /// <summary>The usage with our own count of the output.</summary>
    public BilledUsage WithOutput(long counted) => new(
        Tokens with { OutputText = Math.Max(0, counted - Tokens.OutputReasoning - Tokens.AudioOutput) }, UsageSource.Counted, Mismatch);

    /// <summary>
    /// The side whose own count the tokens bring closer. If they bring neither closer, they are reasoning or part of the prompt.
    /// </summary>
    private static bool IsOutput(in ReportedUsage reported, long prompt, long output, bool mayReason)
    {
        var ofPrompt = Gain(reported.Tokens.Input, reported.Unnamed, prompt);
        var ofOutput = Gain(reported.Tokens.Output, reported.Unnamed, output);
        return ofPrompt > 0 || ofOutput > 0 ? ofOutput > ofPrompt : mayReason;
    }

    private static long Gain(long reported, long unnamed, long own) => Math.Abs(reported - own) - Math.Abs(reported + unnamed - own);
}
