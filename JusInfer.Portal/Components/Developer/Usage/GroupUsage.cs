using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The usage of one group in the period.</summary>
/// <param name="Group">An id with its prefix, or a name, which is empty if the calls had none.</param>
/// <param name="Sums">The sums over its calls.</param>
/// <param name="Duration">How long its calls took; null if no table of sums has it.</param>
internal sealed record GroupUsage(string Group, UsageSums Sums, LatencyDistribution? Duration);
