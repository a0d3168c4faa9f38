namespace JusInfer.Portal.Catalog;

/// <summary>
/// Compares model names without regard to case, and with a dot equal to a dash: <c>Claude-Sonnet-4-5</c> equals
/// <c>claude-sonnet-4.5</c>. Characters are folded during the comparison, so that no variant is stored or allocated.
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
        // FNV-1a. The names in the table are fixed, so callers cannot flood it.
        var hash = 2166136261u;
        foreach (var character in obj) hash = (hash ^ Fold(character)) * 16777619u;
        return (int)hash;
    }
}
