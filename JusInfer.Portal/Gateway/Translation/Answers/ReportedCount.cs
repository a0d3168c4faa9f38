using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>A number of tokens as a provider reports it: whole, none below zero, whatever is written there.</summary>
internal static class ReportedCount
{
    /// <summary>Beyond what any model reads or writes in a call: a larger count is a slip, and sums of these cannot overflow.</summary>
    private const long Max = 1_000_000_000;

    /// <summary>Reads the next value; null where it is no number.</summary>
    public static long? Read(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number) return json.TryGetDouble(out var count) ? Bounded(count) : 0;
        json.Skip();
        return null;
    }

    /// <summary>The value of a field; zero where there is none.</summary>
    public static long Of(JsonElement value, string name) =>
        value.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Number && field.TryGetDouble(out var count)
            ? Bounded(count)
            : 0;

    private static long Bounded(double count) => (long)Math.Clamp(count, 0, Max);
}
