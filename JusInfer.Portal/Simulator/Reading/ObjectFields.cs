using System.Text.Json;

namespace JusInfer.Portal.Simulator.Reading;

/// <summary>Keeps the first fault found in a request.</summary>
internal sealed class FaultsFound
{
    public RequestRefusal? First { get; private set; }

    public void Add(string message, string param, string code) => First ??= new RequestRefusal(message, param, code);
}

/// <summary>
/// The fields of one object of a request. A field of a wrong type is noted as a fault and read as absent; null is absent.
/// </summary>
/// <param name="value">A JSON object.</param>
/// <param name="path">Where it stands in the request, with the dot that its fields' paths need; empty for the request itself.</param>
/// <param name="faults">Where faults are noted.</param>
internal sealed class ObjectFields(JsonElement value, string path, FaultsFound faults)
{
    public JsonElement Value => value;

    public string Path(string name) => path + name;

    public JsonElement? Get(string name) =>
        value.TryGetProperty(name, out var field) && field.ValueKind is not JsonValueKind.Null ? field : null;

    public string? Text(string name) => Typed(name, "a string", JsonValueKind.String)?.GetString();

    /// <summary>A string that must be there and hold something; empty where it does not.</summary>
    public string RequiredText(string name)
    {
        if (Get(name) is null) Missing(name);
        var text = Text(name) ?? "";
        if (text.Length == 0) Wrong(name, $"'{Path(name)}' must not be empty.", "invalid_value");
        return text;
    }

    public bool? Flag(string name) => Typed(name, "a boolean", JsonValueKind.True, JsonValueKind.False)?.GetBoolean();

    public int? Whole(string name, int least, int most)
    {
        if (Typed(name, "an integer", JsonValueKind.Number) is not { } field) return null;
        if (!field.TryGetDouble(out var number) || number != Math.Floor(number))
            Wrong(name, $"'{Path(name)}' must be an integer.", "invalid_type");
        else if (number < least) Wrong(name, $"'{Path(name)}' must be at least {least}.", "integer_below_min_value");
        else if (number > most) Wrong(name, $"'{Path(name)}' must be at most {most}.", "integer_above_max_value");
        else return (int)number;
        return null;
    }

    public ObjectFields? Object(string name) =>
        Typed(name, "an object", JsonValueKind.Object) is { } field ? new ObjectFields(field, Path(name) + ".", faults) : null;

    public ObjectFields? RequiredObject(string name)
    {
        if (Get(name) is null) Missing(name);
        return Object(name);
    }

    /// <summary>The objects of an array; none where it is absent.</summary>
    public IEnumerable<ObjectFields> Objects(string name)
    {
        if (Typed(name, "an array", JsonValueKind.Array) is not { } array) yield break;
        foreach (var (index, item) in array.EnumerateArray().Index())
        {
            if (item.ValueKind is JsonValueKind.Object) yield return new ObjectFields(item, $"{Path(name)}[{index}].", faults);
            else Wrong($"{name}[{index}]", $"'{Path(name)}[{index}]' must be an object.", "invalid_type");
        }
    }

    public void Missing(string name) => Wrong(name, $"'{Path(name)}' is required.", "missing_required_parameter");

    public void Wrong(string name, string message, string code) => faults.Add(message, Path(name), code);

    private JsonElement? Typed(string name, string expected, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (Get(name) is not { } field) return null;
        if (kinds.Contains(field.ValueKind)) return field;
        Wrong(name, $"'{Path(name)}' must be {expected}.", "invalid_type");
        return null;
    }
}
