namespace JusInfer.Portal.Admission.Rates;

/// <summary>The state of a rate limit after a call was checked.</summary>
/// <param name="Conforms">The call is within the limit.</param>
/// <param name="Limit">The limit in cells per minute.</param>
/// <param name="Remaining">The cells that can still be taken immediately.</param>
/// <param name="Reset">The time until the whole limit is available again.</param>
/// <param name="RetryAfter">The time until a rejected call would conform; zero if it conformed.</param>
internal readonly record struct RateLimitStatus(bool Conforms, int Limit, int Remaining, TimeSpan Reset, TimeSpan RetryAfter)
{
    /// <summary>0 to 1.</summary>
    public double PartLeft => (double)Remaining / Limit;

    /// <summary>Whether this rate rejects a call that the other one does not reject, or for longer, or has less left.</summary>
    public bool IsTighterThan(RateLimitStatus other) =>
        Conforms != other.Conforms ? !Conforms
        : RetryAfter != other.RetryAfter ? RetryAfter > other.RetryAfter
        : Remaining < other.Remaining;
}
