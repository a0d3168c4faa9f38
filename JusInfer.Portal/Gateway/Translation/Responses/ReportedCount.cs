using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>Reads a token count that a provider reports, as a whole number that is not negative.</summary>
internal static class ReportedCount
{
    /// <summary>The maximum count. A larger one is an error of the provider, and sums of counts must not overflow.</summary>
    private const long Max = 1_000_000_000;

    /// <summary>Reads the next value; null if it is not a number.</summary>
    public static long? Read(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number) return json.TryGetDouble(out var count) ? Bounded(count) : 0;
        json.Skip();
        return null;
    }

    /// <summary>The value of a property; zero if it is missing or not a number.</summary>
    public static long Of(JsonElement value, string name) =>
        value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Number && field.TryGetDouble(out var count)
            ? Bounded(count)
            : 0;

    private static long Bounded(double count) => (long)Math.Clamp(count, 0, Max);
}
