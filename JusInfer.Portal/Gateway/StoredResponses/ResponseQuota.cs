namespace JusInfer.Portal.Gateway.StoredResponses;

/// <summary>How much a team may store.</summary>
/// <param name="MaxResponses">The number of responses.</param>
/// <param name="MaxBytes">Their total size with their inputs, in bytes.</param>
internal readonly record struct ResponseQuota(int MaxResponses, long MaxBytes);
