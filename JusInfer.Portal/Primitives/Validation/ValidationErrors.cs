namespace JusInfer.Portal.Primitives.Validation;

/// <summary>
/// The errors of a request: sentences for people, by the name of the field in JSON (<c>monthly_cap_usd</c>). All errors are collected
/// before a request is rejected, so that its sender can correct them in one step.
/// </summary>
internal sealed class ValidationErrors
{
    private readonly SortedDictionary<string, List<string>> messages = new(StringComparer.Ordinal);
    private readonly HashSet<string> final = new(StringComparer.Ordinal);

    public bool Any => messages.Count > 0;

    /// <summary>The names of the fields with errors, sorted.</summary>
    public IEnumerable<string> Fields => messages.Keys;

    /// <summary>The errors of one field; empty if it is valid.</summary>
    public IReadOnlyList<string> this[string field] => messages.TryGetValue(field, out var found) ? found : [];

    public ValidationErrors Add(string field, string message)
    {
        if (final.Contains(field)) return this;
        if (!messages.TryGetValue(field, out var found)) messages[field] = found = [];
        if (!found.Contains(message)) found.Add(message);
        return this;
    }

    /// <summary>
    /// Adds an error after which further errors of the field are ignored: the field is missing or unreadable, so that what other checks
    /// find is misleading.
    /// </summary>
    public ValidationErrors AddFinal(string field, string message)
    {
        Add(field, message);
        final.Add(field);
        return this;
    }

    public Dictionary<string, string[]> ToDictionary() =>
        messages.ToDictionary(static field => field.Key, static field => field.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>All errors in one text.</summary>
    public override string ToString() => string.Join(' ', messages.Values.SelectMany(static field => field));
}
