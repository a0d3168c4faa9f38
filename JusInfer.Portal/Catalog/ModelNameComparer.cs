namespace JusInfer.Portal.Catalog;

/// <summary>
/// Model names are equal regardless of case and of dots for dashes: <c>Claude-Sonnet-4-5</c> and <c>claude-sonnet-4.5</c> are one
/// name. Folding while comparing makes every mixture of spellings match without storing or allocating any of them.
/// </summary>
internal sealed class ModelNameComparer : IEqualityComparer<string>
{
    public static ModelNameComparer Instance { get; } = new();

    public static char Fold(char character) => character == '.' ? '-' : char.ToLowerInvariant(character);

    public bool Equals(string? x, string? y)
    {
        if (x is null || y is null) return x is null && y is null;
        if (x.Length != y.Length) return false;

        for (var i = 0; i < x.Length; i++)
        {
            if (x[i] != y[i] && Fold(x[i]) != Fold(y[i])) return false;
        }

        return true;
    }

    public int GetHashCode(string obj)
    {
        // FNV-1a: the names are few and fixed, so there is no table for a caller to flood.
        var hash = 2166136261u;
        foreach (var character in obj) hash = (hash ^ Fold(character)) * 16777619u;
        return (int)hash;
    }
}
