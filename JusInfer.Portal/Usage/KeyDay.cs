namespace JusInfer.Portal.Usage;

/// <summary>The calls of one key on one day (UTC) that one model answered.</summary>
/// <param name="Day">The day.</param>
/// <param name="Key">The key.</param>
/// <param name="Model">The id of the model; empty if no model answered.</param>
/// <param name="Requests">The number of calls.</param>
/// <param name="Cost">Their cost.</param>
internal sealed record KeyDay(DateOnly Day, KeyId Key, string Model, long Requests, NanoUsd Cost);
