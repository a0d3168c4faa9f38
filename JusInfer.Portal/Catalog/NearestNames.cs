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
                    name => (Id: IdOf(name.Value), Distance: EditDistance(candidate, name.Key), Max: MaxDistance(candidate))))
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

    /// <summary>The Levenshtein distance, computed row by row, of names folded by <see cref="ModelNameComparer"/>.</summary>
    private static int EditDistance(ReadOnlySpan<char> requested, ReadOnlySpan<char> known)
    {
        Span<int> row = stackalloc int[MaxNameLength + 1];
        row = row[..(requested.Length + 1)];
        for (var i = 0; i < row.Length; i++) row[i] = i;

        for (var j = 1; j <= known.Length; j++)
        {
            var diagonal = row[0];
            row[0] = j;
            for (var i = 1; i < row.Length; i++)
            {
                var same = ModelNameComparer.Fold(requested[i - 1]) == ModelNameComparer.Fold(known[j - 1]);
                var replaced = diagonal + (same ? 0 : 1);
                diagonal = row[i];
                row[i] = Math.Min(replaced, Math.Min(row[i], row[i - 1]) + 1);
            }
        }

        return row[^1];
    }
}
