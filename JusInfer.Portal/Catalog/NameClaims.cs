using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>Two owners for one name; <paramref name="First"/> keeps it.</summary>
internal sealed record NameClash(string Name, ModelResolution First, ModelResolution Second);

/// <summary>Hands out names, first come first served, and notes who came too late.</summary>
internal sealed class NameClaims
{
    private readonly Dictionary<string, ModelResolution> meanings = new(ModelNameComparer.Instance);
    private readonly ImmutableArray<NameClash>.Builder clashes = ImmutableArray.CreateBuilder<NameClash>();
    private HashSet<string> settled = new(ModelNameComparer.Instance);

    public IReadOnlyDictionary<string, ModelResolution> Meanings => meanings;

    public ImmutableArray<NameClash> Clashes => clashes.ToImmutable();

    /// <summary>From here on a claim gives way, without a clash, to any made so far.</summary>
    public void YieldToExplicit() => settled = new HashSet<string>(meanings.Keys, ModelNameComparer.Instance);

    public void Claim(string name, ModelResolution meaning)
    {
        if (settled.Contains(name) || meanings.TryAdd(name, meaning)) return;

        // A model may repeat a name of its own, as "gpt-5" of openai/gpt-5 does.
        if (!ReferenceEquals(meanings[name], meaning)) clashes.Add(new NameClash(name, meanings[name], meaning));
    }

    public void ClaimAll(IEnumerable<string> names, ModelResolution meaning)
    {
        foreach (var name in names) Claim(name, meaning);
    }
}
