using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>
/// A list of the file under its ids. An id whose entry is faulty stays known: one fault must not be told a second time
/// by everything that refers to the entry.
/// </summary>
internal sealed class Entries<T>
    where T : class
{
    private readonly Dictionary<string, T?> byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly ImmutableArray<(T Value, string Path)>.Builder sound = ImmutableArray.CreateBuilder<(T, string)>();

    public ImmutableArray<T> All => [.. sound.Select(entry => entry.Value)];

    public IEnumerable<(T Value, string Path)> WithPaths => sound;

    public string Ids => string.Join(", ", byId.Keys);

    /// <summary>Looks an entry up, faulty or not.</summary>
    /// <returns>Whether <paramref name="id"/> names an entry; <paramref name="value"/> stays null where that entry is faulty.</returns>
    public bool TryFind(string id, out T? value) => byId.TryGetValue(id, out value);

    /// <summary>Reads the id, refuses a second use of it, and keeps what <paramref name="read"/> makes of the rest.</summary>
    public void Add(JsonFields fields, Func<JsonFields, string, T?> read)
    {
        var id = fields.RequiredName("id");
        var value = read(fields, id ?? string.Empty);
        fields.RefuseTheRest();

        if (id is null) return;
        if (!byId.TryAdd(id, value))
        {
            fields.Refuse("id", $"is \"{id}\", which is taken; give each its own id.");
            return;
        }

        if (value is not null) sound.Add((value, fields.Path));
    }
}
