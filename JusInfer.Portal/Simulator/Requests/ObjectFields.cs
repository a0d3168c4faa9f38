using System.Text.Json;

namespace JusInfer.Portal.Simulator.Requests;

/// <summary>Collects errors found in a request and keeps the first one.</summary>
internal sealed class RequestErrors
{
    public SimulatorError? First { get; private set; }

    public void Add(string message, string param, string code) => First ??= new SimulatorError(message, param, code);
}

/// <summary>
/// Reads the fields of one JSON object of a request. A field of a wrong type adds an error and is read as absent; null counts as absent.
/// </summary>
/// <param name="value">A JSON object.</param>
/// <param name="path">The object's path in the request with a trailing dot, for example <c>messages[0].</c>; empty for the request.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class ObjectFields(JsonElement value, string path, RequestErrors errors)
{
    public JsonElement Value => value;

    public string Path(string name) => path + name;

    public JsonElement? Get(string name) =>
        value.TryGetProperty(name, out var field) && field.ValueKind is not JsonValueKind.Null ? field : null;

    public string? String(string name) => Typed(name, "a string", JsonValueKind.String)?.GetString();

    /// <summary>A string that must be present and not empty. Otherwise an error is added and the result is empty.</summary>
    public string RequiredString(string name)
    {
        if (Get(name) is null) AddMissing(name);
        var text = String(name) ?? "";
        if (text.Length == 0) AddError(name, $"'{Path(name)}' must not be empty.", "invalid_value");
        return text;
    }

    public bool? Boolean(string name) => Typed(name, "a boolean", JsonValueKind.True, JsonValueKind.False)?.GetBoolean();

    public int? Integer(string name, int min, int max)
    {
        if (Typed(name, "an integer", JsonValueKind.Number) is not { } field) return null;
        if (!field.TryGetDouble(out var number) || number != Math.Floor(number))
            AddError(name, $"'{Path(name)}' must be an integer.", "invalid_type");
        else if (number < min) AddError(name, $"'{Path(name)}' must be at least {min}.", "integer_below_min_value");
        else if (number > max) AddError(name, $"'{Path(name)}' must be at most {max}.", "integer_above_max_value");
        else return (int)number;
        return null;
    }

    public ObjectFields? Object(string name) =>
        Typed(name, "an object", JsonValueKind.Object) is { } field ? new ObjectFields(field, Path(name) + ".", errors) : null;

    public ObjectFields? RequiredObject(string name)
    {
        if (Get(name) is null) AddMissing(name);
        return Object(name);
    }

    /// <summary>The objects of an array; none if the array is absent.</summary>
    public IEnumerable<ObjectFields> Objects(string name)
    {
        if (Typed(name, "an array", JsonValueKind.Array) is not { } array) yield break;
        foreach (var (index, item) in array.EnumerateArray().Index())
        {
            if (item.ValueKind is JsonValueKind.Object) yield return new ObjectFields(item, $"{Path(name)}[{index}].", errors);
            else AddError($"{name}[{index}]", $"'{Path(name)}[{index}]' must be an object.", "invalid_type");
        }
    }

    public void AddMissing(string name) => AddError(name, $"'{Path(name)}' is required.", "missing_required_parameter");

    public void AddError(string name, string message, string code) => errors.Add(message, Path(name), code);

    private JsonElement? Typed(string name, string expected, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (Get(name) is not { } field) return null;
        if (kinds.Contains(field.ValueKind)) return field;
        AddError(name, $"'{Path(name)}' must be {expected}.", "invalid_type");
        return null;
    }
}
