namespace JusInfer.Portal.Tenancy;

/// <summary>
/// What is wrong with something a person sent: sentences for people, per field in the contract's words (<c>monthly_cap_usd</c>). Collected in
/// one pass, so that nobody has to mend their input fault by fault.
/// </summary>
internal sealed class Faults
{
    private readonly SortedDictionary<string, List<string>> byField = new(StringComparer.Ordinal);

    public bool Any => byField.Count > 0;

    public IEnumerable<string> Fields => byField.Keys;

    /// <summary>The sentences about one field; none where it is in order.</summary>
    public IReadOnlyList<string> this[string field] => byField.TryGetValue(field, out var sentences) ? sentences : [];

    public Faults Add(string field, string sentence)
    {
        if (!byField.TryGetValue(field, out var sentences)) byField[field] = sentences = [];
        sentences.Add(sentence);
        return this;
    }
}
