namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>A filter that is in use.</summary>
/// <param name="Name">The name of its parameter in the query string.</param>
/// <param name="Label">What is filtered.</param>
/// <param name="Value">The chosen value, for people.</param>
public sealed record FilterChip(string Name, string Label, string Value);
