using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>Why a catalog file was rejected.</summary>
/// <param name="Messages">One sentence per error: the JSON path, what is wrong there, what to write instead.</param>
internal sealed record CatalogErrors(ImmutableArray<string> Messages);
