using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>Suggests models for an unknown name.</summary>
internal static class NearestNames
{
    /// <summary>Characters. No model has a longer name; the limit bounds the cost of a comparison.</summary>
    public const int MaxNameLength = 128;

    private const int MaxSuggestions = 3;

    public static ImmutableArray<string> Find(string requested, IReadOnlyDictionary<string, ModelResolution> meanings)
    {
        if (requested.Length is 0 or > MaxNameLength) return [];

        return
        [
            .. Candidates(requested)
                .SelectMany(candidate => meanings.Select(
                    name => (Id: IdOf(name.Value), Distance: EditDistance.Between(candidate, name.Key, ModelNameComparer.Fold), Max: MaxDistance(candidate))))
                .Where(match => match.Distance <= match.Max)
                .GroupBy(match => match.Id, match => match.Distance)
                .OrderBy(match => match.Min())
                .ThenBy(match => match.Key, StringComparer.Ordinal)
                .Take(MaxSuggestions)
                .Select(match => match.Key),
        ];
    }

    /// <summary>
    /// The requested name and the part of it that may be correct: the base model of a fine-tuned one, or the name after an unknown vendor.
    /// </summary>
    private static IEnumerable<string> Candidates(string requested)
    {
        yield return requested;
        var slash = requested.LastIndexOf('/');
        var bare = requested[(slash + 1)..];
        if (bare.StartsWith("ft:", StringComparison.OrdinalIgnoreCase)) yield return bare.Split(':')[1];
        else if (slash >= 0 && bare.Length > 0) yield return bare;
    }

    /// <summary>The largest edit distance that counts as a typing error: half of the name, at least 2.</summary>
    private static int MaxDistance(string typed) => Math.Max(2, typed.Length / 2);

    private static string IdOf(ModelResolution meaning) => meaning switch
    {
        ModelResolution.Pinned pinned => pinned.Model.Id,
        ModelResolution.Auto auto => auto.Model.Id,
        _ => throw new ArgumentOutOfRangeException(nameof(meaning)),
    };
}
