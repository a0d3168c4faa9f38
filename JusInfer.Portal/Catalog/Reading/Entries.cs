using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>
/// The entries of a list by their ids. The id of an invalid entry stays known, so that references to it are not reported as further
/// errors.
/// </summary>
internal sealed class Entries<T>
    where T : class
{
    private readonly Dictionary<string, T?> byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly ImmutableArray<(T Value, string Path)>.Builder valid = ImmutableArray.CreateBuilder<(T, string)>();

    public ImmutableArray<T> All => [.. valid.Select(entry => entry.Value)];

    public IEnumerable<(T Value, string Path)> WithPaths => valid;

    public string Ids => string.Join(", ", byId.Keys);

    /// <summary>Finds an entry, valid or not.</summary>
    /// <returns>Whether there is an entry with this id; <paramref name="value"/> is null if that entry is invalid.</returns>
    public bool TryFind(string id, out T? value) => byId.TryGetValue(id, out value);

    /// <summary>Reads the id and, with <paramref name="read"/>, the entry. Rejects an id that is already in use.</summary>
    public void Add(JsonFields fields, Func<JsonFields, string, T?> read)
    {
        var id = fields.RequiredName("id");
        var value = read(fields, id ?? string.Empty);
        fields.RejectUnknownFields();

        if (id is null) return;
        if (!byId.TryAdd(id, value))
        {
            fields.AddError("id", $"is \"{id}\", which is already in use; ids must be unique.");
            return;
        }

        if (value is not null) valid.Add((value, fields.Path));
    }
}
