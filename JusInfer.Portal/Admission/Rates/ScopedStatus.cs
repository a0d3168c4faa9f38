namespace JusInfer.Portal.Admission.Rates;

/// <summary>The state of a rate of one scope.</summary>
internal readonly record struct ScopedStatus(RateScope Scope, RateLimitStatus Rate);
