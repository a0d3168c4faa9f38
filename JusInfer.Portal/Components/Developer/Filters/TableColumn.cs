namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>A column that a person can hide.</summary>
/// <param name="Name">Its name in the query string.</param>
/// <param name="Label">Its heading.</param>
public sealed record TableColumn(string Name, string Label);
