using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>
/// A JSON object that is being read. It records which fields were read, so that the others can be rejected: a misspelled field must not
/// count as absent.
/// </summary>
internal sealed class JsonFields
{
    private readonly JsonElement json;
    private readonly ErrorList errors;
    private readonly List<string> known = [];

    private JsonFields(JsonElement json, string path, ErrorList errors)
    {
        this.json = json;
        this.errors = errors;
        Path = path;
    }

    public string Path { get; }

    public static JsonFields? From(JsonElement json, string path, ErrorList errors)
    {
        if (json.ValueKind == JsonValueKind.Object) return new JsonFields(json, path, errors);

        errors.Add(path, $"is {Kind(json)}; write an object, {{ … }}.");
        return null;
    }

    public bool Has(string name) => json.TryGetProperty(name, out _);

    public void AddError(string name, string message) => errors.Add($"{Path}.{name}", message);

    public string? Text(string name)
    {
        if (Find(name) is not { } value) return null;
        if (Text(value) is { } text) return text;

        AddError(name, $"is {Kind(value)}; write a non-empty string without leading or trailing spaces.");
        return null;
    }

    public string? RequiredText(string name) => Require(name) ? Text(name) : null;

    /// <summary>A required text that is valid in a response header.</summary>
    public string? RequiredName(string name)
    {
        if (RequiredText(name) is not { } text) return null;
        if (text.All(character => character is > ' ' and <= '~')) return text;

        AddError(name, $"is \"{text}\"; write printable ASCII characters without spaces.");
        return null;
    }

    public ImmutableArray<string> Texts(string name)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var (item, place) in Items(name))
        {
            if (Text(item) is { } text) texts.Add(text);
            else errors.Add(place, $"is {Kind(item)}; write a non-empty string without leading or trailing spaces.");
        }

        return texts.ToImmutable();
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();

        AddError(name, $"is {Kind(value)}; write true or false.");
        return null;
    }

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public double? Number(string name, double min, double max)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number >= min && number <= max) return number;

        AddError(name, $"is {Kind(value)}; write a number from {min} to {max}.");
        return null;
    }

    /// <summary>An integer greater than zero.</summary>
    public int? Count(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count > 0) return count;

        AddError(name, $"is {Kind(value)}; write a whole number greater than 0.");
        return null;
    }

    public T? Choice<T>(string name, EnumNames<T> names)
        where T : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        if (names.Read(text) is { } value) return value;

        AddError(name, $"is \"{text}\"; write one of {names.Known}.");
        return null;
    }

    /// <summary>A list of values.</summary>
    public IEnumerable<T> Choices<T>(string name, EnumNames<T> names)
        where T : struct, Enum
    {
        foreach (var (item, place) in Items(name))
        {
            if (Text(item) is { } text && names.Read(text) is { } value) yield return value;
            else errors.Add(place, $"is {Kind(item)}; write any of {names.Known}.");
        }
    }

    public JsonFields? Object(string name) => Require(name) && Find(name) is { } value ? From(value, $"{Path}.{name}", errors) : null;

    public IEnumerable<JsonFields> Objects(string name)
    {
        if (!Require(name)) yield break;

        foreach (var (item, place) in Items(name))
        {
            if (From(item, place, errors) is { } fields) yield return fields;
        }
    }

    /// <summary>The JSON of a field; null if it is absent.</summary>
    public JsonElement? Find(string name)
    {
        known.Add(name);
        return json.TryGetProperty(name, out var value) ? value : null;
    }

    /// <summary>Reports an absent field as an error.</summary>
    /// <returns>Whether the field is present.</returns>
    public bool Require(string name)
    {
        if (Has(name)) return true;

        known.Add(name);
        AddError(name, "is missing; it has no default.");
        return false;
    }

    /// <summary>Reports every field that was not read; call it last. Each object may contain a <c>note</c> for its readers.</summary>
    public void RejectUnknownFields()
    {
        foreach (var field in json.EnumerateObject().Where(field => field.Name != "note" && !known.Contains(field.Name)))
        {
            AddError(field.Name, $"is not a known field; remove it, or use one of {string.Join(", ", known.Distinct().Order())}.");
        }
    }

    /// <summary>Describes a value in an error message: its raw text, shortened to 40 characters, or its kind.</summary>
    public static string Kind(JsonElement value)
    {
        const int MaxLength = 40;
        return value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            _ when value.GetRawText() is { Length: > MaxLength } text => text[..MaxLength] + "…",
            _ => value.GetRawText(),
        };
    }

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Trim() == text ? text : null;

    private IEnumerable<(JsonElement Item, string Place)> Items(string name)
    {
        if (Find(name) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            AddError(name, $"is {Kind(value)}; write a list, [ … ].");
            return [];
        }

        return value.EnumerateArray().Select((item, index) => (item, $"{Path}.{name}[{index}]"));
    }
}
