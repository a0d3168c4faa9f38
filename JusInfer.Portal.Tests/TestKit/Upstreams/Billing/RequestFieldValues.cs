using System.Globalization;
using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>
/// Reads a request as leniently as any provider does: of several fields the last one counts, names in another case too (Go's
/// encoding/json), and numbers as text and with a fraction of zero (pydantic).
/// </summary>
internal static class RequestFieldValues
{
    public static JsonElement? Last(JsonElement body, string name)
    {
        JsonElement? found = null;
        foreach (var property in body.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) found = property.Value;
        }

        return found is { ValueKind: not JsonValueKind.Null } ? found : null;
    }

    public static string? Text(JsonElement body, string name) =>
        Last(body, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static long? Number(JsonElement body, string name) => Last(body, name) switch
    {
        { ValueKind: JsonValueKind.Number } number => (long)number.GetDouble(),
        { ValueKind: JsonValueKind.String } text when double.TryParse(text.GetString(), CultureInfo.InvariantCulture, out var number) =>
            (long)number,
        _ => null,
    };

    public static bool IsSet(JsonElement body, string name) =>
        Last(body, name) is { ValueKind: not JsonValueKind.False } value
        && (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > 0)
        && (value.ValueKind != JsonValueKind.String || value.GetString()!.Length > 0);
}
