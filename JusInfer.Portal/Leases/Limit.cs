namespace JusInfer.Portal.Leases;

/// <summary>The most that may be spent of an allowance.</summary>
internal readonly record struct Limit(Allowance Allowance, NanoUsd Amount);
