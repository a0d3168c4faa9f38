namespace JusInfer.Portal.Components.Shared;

/// <summary>The labels that a person has selected in a chart.</summary>
/// <param name="First">The index of the first one.</param>
/// <param name="Last">The index of the last one; not before the first.</param>
public readonly record struct ChartSelection(int First, int Last);
