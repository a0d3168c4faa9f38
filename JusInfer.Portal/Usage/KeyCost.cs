namespace JusInfer.Portal.Usage;

/// <summary>The calls of one key in one hour or on one day (UTC).</summary>
/// <param name="Start">The start of the hour or day.</param>
/// <param name="Key">The key.</param>
/// <param name="Requests">The number of calls.</param>
/// <param name="Cost">Their cost.</param>
internal sealed record KeyCost(DateTimeOffset Start, KeyId Key, long Requests, NanoUsd Cost);
