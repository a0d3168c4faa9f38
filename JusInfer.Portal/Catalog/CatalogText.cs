namespace JusInfer.Portal.Catalog;

/// <summary>The text of a file that the catalog names, or why it cannot be read.</summary>
/// <param name="Text">The text; null if there is none.</param>
/// <param name="Fault">The reason, as the end of a sentence about the file; null if there is a text.</param>
internal readonly record struct CatalogText(string? Text, string? Fault);
