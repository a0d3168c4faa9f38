using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>
/// Limits the work of one validation, in steps of about a microsecond. A client's schema can refer to itself, so that its parts apply to a small
/// value any number of times.
/// </summary>
internal sealed class ValidationBudget
{
    private const int MaxSteps = 200_000;

    /// <summary>The number of characters that are decoded in one step.</summary>
    private const int CharactersPerStep = 256;

    /// <summary>Comparing a value with one of a list takes as long as decoding this number of characters.</summary>
    private const int CharactersPerItem = 32;

    /// <summary>The number of characters that a schema adds to each of its validations.</summary>
    private readonly Dictionary<JsonObject, long> lengths = [];

    private long steps = MaxSteps;

    public bool IsExhausted => steps <= 0;

    /// <summary>Takes the steps to validate a value against a schema, without the schemas in it and the items of the value.</summary>
    public void Take(JsonNode? value, JsonNode? schema) => TakeCharacters(LengthOf(value as JsonValue) + LengthOf(schema as JsonObject));

    public void TakeCharacters(long count) => steps -= 1 + (count / CharactersPerStep);

    public void TakeTime(TimeSpan time) => steps -= 1 + (long)time.TotalMicroseconds;

    /// <summary>The length of a string or number as written; 0 if it was not parsed.</summary>
    private static long LengthOf(JsonValue? value) =>
        value is not null && value.TryGetValue<JsonElement>(out var element) ? JsonMarshal.GetRawUtf8Value(element).Length : 0;

    private long LengthOf(JsonObject? schema)
    {
        if (schema is null) return 0;
        if (!lengths.TryGetValue(schema, out var length)) lengths.Add(schema, length = schema.Sum(static keyword => LengthOf(keyword.Key, keyword.Value)));
        return length;
    }

    private static long LengthOf(string keyword, JsonNode? value) => (keyword, value) switch
    {
        ("enum" or "required" or "type", JsonArray items) => items.ToJsonString().Length + ((long)CharactersPerItem * items.Count),
        ("const", not null) => value.ToJsonString().Length,
        _ => LengthOf(value as JsonValue),
    };
}
