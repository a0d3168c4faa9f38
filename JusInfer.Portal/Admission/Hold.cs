using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission;

/// <summary>A call that may go on, and what it took for that.</summary>
internal sealed class Hold(KeyHolder holder, KeyRates.Meter meter, long estimatedTokens, bool economy)
{
    private bool hasLeft;

    /// <summary>A cap is reached that degrades instead of blocking: only cheap models from here on.</summary>
    public bool Economy => economy;

    /// <summary>Nobody waits for the call any more: its place is free, though its answer may still be read on for the count.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref hasLeft, true)) return;
        meter.Leave();
    }

    /// <summary>The call is over: its place is free, its tokens count. Its money does from the moment its record is closed.</summary>
    public void Settle(TokenBuckets tokens)
    {
        Leave();
        if (holder.Key.Limits.TokensPerMinute is { } perMinute)
            meter.SettleTokens(perMinute, tokens.Input + tokens.Output - Math.Min(estimatedTokens, perMinute));
    }
}

/// <summary>How admission decided: one of the two is there. The standing is known either way.</summary>
internal readonly record struct AdmissionDecision(RateLimitStatus Rate, Hold? Admitted, AdmissionRejection? Refusal);
