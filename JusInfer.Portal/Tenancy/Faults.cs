namespace JusInfer.Portal.Tenancy;

/// <summary>
/// What is wrong with something a person sent: sentences for people, per field in the contract's words (<c>monthly_cap_usd</c>). Collected
/// in one pass, so that nobody has to mend their input fault by fault.
/// </summary>
internal sealed class Faults
{
    private readonly SortedDictionary<string, List<string>> byField = new(StringComparer.Ordinal);
    private readonly HashSet<string> unreadable = new(StringComparer.Ordinal);

    public Faults()
    {
    }

    /// <summary>Goes on from what was found before, which stays as it is.</summary>
    public Faults(Faults? earlier)
    {
        if (earlier is null) return;
        foreach (var (field, sentences) in earlier.byField) byField[field] = [.. sentences];
        unreadable.UnionWith(earlier.unreadable);
    }

    public bool Any => byField.Count > 0;

    public IEnumerable<string> Fields => byField.Keys;

    /// <summary>The sentences about one field; none where it is in order.</summary>
    public IReadOnlyList<string> this[string field] => byField.TryGetValue(field, out var sentences) ? sentences : [];

    public Faults Add(string field, string sentence)
    {
        if (unreadable.Contains(field)) return this;
        if (!byField.TryGetValue(field, out var sentences)) byField[field] = sentences = [];
        sentences.Add(sentence);
        return this;
    }

    /// <summary>
    /// Says that a field could not be read at all; whatever else is said about it afterwards is not to be trusted, and dropped.
    /// </summary>
    public Faults AddUnreadable(string field, string sentence)
    {
        Add(field, sentence);
        unreadable.Add(field);
        return this;
    }
}
