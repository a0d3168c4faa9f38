using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>Guesses what a caller meant by a name nobody has.</summary>
internal static class NearestNames
{
    /// <summary>No model has a longer name, and a stranger must not choose how long the comparison takes.</summary>
    public const int MaxNameLength = 128;

    private const int Guesses = 3;

    public static ImmutableArray<string> To(string requested, IReadOnlyDictionary<string, ModelResolution> meanings)
    {
        if (requested.Length is 0 or > MaxNameLength) return [];

        return
        [
            .. Readings(requested)
                .SelectMany(reading => meanings.Select(
                    name => (Id: IdOf(name.Value), Distance: EditDistance(reading, name.Key), Furthest: Furthest(reading))))
                .Where(guess => guess.Distance <= guess.Furthest)
                .GroupBy(guess => guess.Id, guess => guess.Distance)
                .OrderBy(guess => guess.Min())
                .ThenBy(guess => guess.Key, StringComparer.Ordinal)
                .Take(Guesses)
                .Select(guess => guess.Key),
        ];
    }

    /// <summary>
    /// What was typed, and the part of it that may be right: the model that was tuned, and the bare name behind an unknown maker.
    /// </summary>
    private static IEnumerable<string> Readings(string requested)
    {
        yield return requested;
        var slash = requested.LastIndexOf('/');
        var bare = requested[(slash + 1)..];
        if (bare.StartsWith("ft:", StringComparison.OrdinalIgnoreCase)) yield return bare.Split(':')[1];
        else if (slash >= 0 && bare.Length > 0) yield return bare;
    }

    /// <summary>Further away than half of what was typed is not a slip of the finger any more.</summary>
    private static int Furthest(string typed) => Math.Max(2, typed.Length / 2);

    private static string IdOf(ModelResolution meaning) => meaning switch
    {
        ModelResolution.Pinned pinned => pinned.Model.Id,
        ModelResolution.Auto auto => auto.Model.Id,
        _ => throw new ArgumentOutOfRangeException(nameof(meaning)),
    };

    /// <summary>Levenshtein's distance, one row at a time; case and dots for dashes cost nothing.</summary>
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
