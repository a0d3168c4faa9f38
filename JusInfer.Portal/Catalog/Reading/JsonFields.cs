using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>
/// One JSON object while it is read. It remembers which fields were asked for, so that the rest can be refused: a
/// misspelt field must not pass for an absent one.
/// </summary>
internal sealed class JsonFields
{
    private readonly JsonElement json;
    private readonly FaultList faults;
    private readonly List<string> known = [];

    private JsonFields(JsonElement json, string path, FaultList faults)
    {
        this.json = json;
        this.faults = faults;
        Path = path;
    }

    public string Path { get; }

    public static JsonFields? Of(JsonElement json, string path, FaultList faults)
    {
        if (json.ValueKind == JsonValueKind.Object) return new JsonFields(json, path, faults);

        faults.Add(path, $"is {Kind(json)}; write an object, {{ … }}.");
        return null;
    }

    public bool Has(string name) => json.TryGetProperty(name, out _);

    public void Refuse(string name, string whatToDo) => faults.Add($"{Path}.{name}", whatToDo);

    public string? Text(string name)
    {
        if (Find(name) is not { } value) return null;
        if (Text(value) is { } text) return text;

        Refuse(name, $"is {Kind(value)}; write a text that is not empty, without spaces at its ends.");
        return null;
    }

    public string? RequiredText(string name) => Require(name) ? Text(name) : null;

    /// <summary>A required text that may stand in a response header.</summary>
    public string? RequiredName(string name)
    {
        if (RequiredText(name) is not { } text) return null;
        if (text.All(character => character is > ' ' and <= '~')) return text;

        Refuse(name, $"is \"{text}\"; write letters, digits and signs of ASCII, without spaces.");
        return null;
    }

    public ImmutableArray<string> Texts(string name)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var (item, place) in Items(name))
        {
            if (Text(item) is { } text) texts.Add(text);
            else faults.Add(place, $"is {Kind(item)}; write a text that is not empty, without spaces at its ends.");
        }

        return texts.ToImmutable();
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();

        Refuse(name, $"is {Kind(value)}; write true or false.");
        return null;
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number >= least && number <= most) return number;

        Refuse(name, $"is {Kind(value)}; write a number from {least} to {most}.");
        return null;
    }

    /// <summary>A whole number above zero.</summary>
    public int? Count(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count > 0) return count;

        Refuse(name, $"is {Kind(value)}; write a whole number above 0.");
        return null;
    }

    public T? Choice<T>(string name, Spellings<T> spellings)
        where T : struct, Enum
    {
        if (Text(name) is not { } text) return null;
        if (spellings.Read(text) is { } value) return value;

        Refuse(name, $"is \"{text}\"; write one of {spellings.Known}.");
        return null;
    }

    /// <summary>Any of several values, combined.</summary>
    public IEnumerable<T> Choices<T>(string name, Spellings<T> spellings)
        where T : struct, Enum
    {
        foreach (var (item, place) in Items(name))
        {
            if (Text(item) is { } text && spellings.Read(text) is { } value) yield return value;
            else faults.Add(place, $"is {Kind(item)}; write any of {spellings.Known}.");
        }
    }

    public JsonFields? Object(string name) => Require(name) && Find(name) is { } value ? Of(value, $"{Path}.{name}", faults) : null;

    public IEnumerable<JsonFields> Objects(string name)
    {
        if (!Require(name)) yield break;

        foreach (var (item, place) in Items(name))
        {
            if (Of(item, place, faults) is { } fields) yield return fields;
        }
    }

    /// <summary>The field as it stands in the file, for what has its own notation.</summary>
    public JsonElement? Find(string name)
    {
        known.Add(name);
        return json.TryGetProperty(name, out var value) ? value : null;
    }

    /// <summary>Tells of an absent field.</summary>
    public bool Require(string name)
    {
        if (Has(name)) return true;

        known.Add(name);
        Refuse(name, "is missing; write it, nothing can be assumed for it.");
        return false;
    }

    /// <summary>Call last: refuses every field nobody asked for. Each object may carry a <c>note</c> for its readers.</summary>
    public void RefuseTheRest()
    {
        foreach (var field in json.EnumerateObject().Where(field => field.Name != "note" && !known.Contains(field.Name)))
        {
            Refuse(field.Name, $"is not known; remove it, or write one of {string.Join(", ", known.Distinct().Order())}.");
        }
    }

    /// <summary>Names a value in a fault; texts and numbers as they stand, cut short.</summary>
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
            Refuse(name, $"is {Kind(value)}; write a list, [ … ].");
            return [];
        }

        return value.EnumerateArray().Select((item, index) => (item, $"{Path}.{name}[{index}]"));
    }
}
