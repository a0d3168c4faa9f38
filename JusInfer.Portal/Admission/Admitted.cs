using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Admission;

/// <summary>A call that may go on, and what it took for that.</summary>
internal sealed class Admitted(KeyHolder holder, KeyRates.Meter meter, long estimatedTokens, bool economy)
{
    public KeyHolder Holder => holder;

    public KeyRates.Meter Meter => meter;

    public long EstimatedTokens => estimatedTokens;

    /// <summary>A cap is reached that degrades instead of blocking: only cheap models from here on.</summary>
    public bool Economy => economy;
}

/// <summary>How admission decided: one of the two is there. The standing is known either way.</summary>
internal readonly record struct AdmissionDecision(RateStanding Rate, Admitted? Admitted, Refusal? Refusal);
