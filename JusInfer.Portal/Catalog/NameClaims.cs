using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>Two models that claim one name; <paramref name="First"/> has it.</summary>
internal sealed record NameConflict(string Name, ModelResolution First, ModelResolution Second);

/// <summary>Assigns names to models, first come first served, and records conflicts.</summary>
internal sealed class NameClaims
{
    private readonly Dictionary<string, ModelResolution> meanings = new(ModelNameComparer.Instance);
    private readonly ImmutableArray<NameConflict>.Builder conflicts = ImmutableArray.CreateBuilder<NameConflict>();
    private HashSet<string> reserved = new(ModelNameComparer.Instance);

    public IReadOnlyDictionary<string, ModelResolution> Meanings => meanings;

    public ImmutableArray<NameConflict> Conflicts => conflicts.ToImmutable();

    /// <summary>Gives the names claimed so far precedence: a later claim to one of them is ignored and is no conflict.</summary>
    public void ReserveClaimed() => reserved = new HashSet<string>(meanings.Keys, ModelNameComparer.Instance);

    public void Claim(string name, ModelResolution meaning)
    {
        if (reserved.Contains(name) || meanings.TryAdd(name, meaning)) return;

        // A model may claim a name twice, as openai/gpt-5 does with the alias "gpt-5".
        if (!ReferenceEquals(meanings[name], meaning)) conflicts.Add(new NameConflict(name, meanings[name], meaning));
    }

    public void ClaimAll(IEnumerable<string> names, ModelResolution meaning)
    {
        foreach (var name in names) Claim(name, meaning);
    }
}
