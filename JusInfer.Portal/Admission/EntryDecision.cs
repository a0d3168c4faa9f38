using JusInfer.Portal.Admission.Rates;

namespace JusInfer.Portal.Admission;

/// <summary>The decision on request rate and concurrency.</summary>
/// <param name="Rate">The state of the tightest request rate; responses report it either way.</param>
/// <param name="Scope">The name of the limit that the next calls reach first.</param>
/// <param name="Outcome">The concurrency slot that the call has, or the limit that it exceeds.</param>
internal readonly record struct EntryDecision(RateLimitStatus Rate, string Scope, Result<ConcurrencySlot, AdmissionRejection> Outcome);
