namespace JusInfer.Portal.Admission.Rates;

/// <summary>Where a caller stands against a rate after a call was weighed.</summary>
/// <param name="Conforms">The call may go on.</param>
/// <param name="Limit">Cells a minute.</param>
/// <param name="Remaining">Cells that could still be taken at once.</param>
/// <param name="Reset">Until all of the limit is free again.</param>
/// <param name="RetryAfter">Until the refused call would conform; zero where it did.</param>
internal readonly record struct RateLimitStatus(bool Conforms, int Limit, int Remaining, TimeSpan Reset, TimeSpan RetryAfter);
