namespace JusInfer.Portal.Components.Developer.Overview;

/// <summary>A figure of a period with its course.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Value">The figure.</param>
/// <param name="Change">
/// The change against the period before, such as <c>+20% vs last month</c>; null if there is nothing to compare with.
/// </param>
/// <param name="Note">What else to know; null for nothing.</param>
/// <param name="Values">A value per hour or day, none negative.</param>
/// <param name="Text">The same values as text.</param>
public sealed record OverviewTile(string Title, string Value, string? Change, string? Note, IReadOnlyList<decimal> Values, string Text);
