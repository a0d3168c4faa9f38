using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// Reads numbers, flags and enums in all forms that the JSON form of protocol buffers has (protobuf.dev/programming-guides/json): numbers
/// as strings, whole numbers with a fraction of zero, and enums as numbers, as Google's generated clients send them
/// (googleapis/gax-nodejs#1335).
/// </summary>
internal static class GeminiScalars
{
    /// <summary>The maximum size of a value that an error message quotes. A key or the text of a prompt is longer.</summary>
    private const int MaxQuotedBytes = 24;

    private const NumberStyles NumberStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The number, as sent if it is one.</summary>
    public static JsonElement Number(BodyValue value) =>
        TryNumber(value) ?? throw value.Fault($"must be a number, but is {Describe(value)}");

    /// <summary>The number; null if the value is anything else.</summary>
    public static JsonElement? TryNumber(BodyValue value)
    {
        if (value.Kind == JsonValueKind.Number) return value.Json;
        if (!value.IsString || !TryParse(value.Text().Escaped, out var number)) return null;
        return IsWhole(number) ? JsonSerializer.SerializeToElement((long)number) : JsonSerializer.SerializeToElement(number);
    }

    /// <summary>The whole number, as sent if it is written as one.</summary>
    public static JsonElement Whole(BodyValue value)
    {
        if (TryNumber(value) is { } number)
        {
            if (number.TryGetInt64(out _)) return number;
            if (number.TryGetDouble(out var written) && IsWhole(written)) return JsonSerializer.SerializeToElement((long)written);
        }

        throw value.Fault($"must be a whole number, but is {Describe(value)}");
    }

    public static bool Flag(BodyValue value) => value.Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when value.Text().Escaped.SequenceEqual("true"u8) => true,
        JsonValueKind.String when value.Text().Escaped.SequenceEqual("false"u8) => false,
        _ => throw value.Fault($"must be true or false, but is {Describe(value)}"),
    };

    /// <summary>A name of an enum, in upper case.</summary>
    /// <param name="value">A name, in any case, or a number.</param>
    /// <param name="names">The names by their numbers.</param>
    /// <param name="accepted">The names as an error message lists them.</param>
    public static string Name(BodyValue value, string[] names, string accepted)
    {
        var name = TryNumber(value) is not { } number
            ? value.IsString ? value.String().ToUpperInvariant().Replace('-', '_') : null
            : number.TryGetInt32(out var index) && index >= 0 && index < names.Length ? names[index] : null;
        return name is not null && names.Contains(name, StringComparer.Ordinal)
            ? name
            : throw value.Fault($"must be {accepted}, but is {Describe(value)}");
    }

    /// <summary>Reads a whole number above zero, limited to <see cref="int.MaxValue"/>; null if the value is null.</summary>
    public static int? ReadCount(ref JsonCursor json, string field)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType is JsonTokenType.Number or JsonTokenType.String && TryParse(json.ValueSpan, out var count)
            && count > 0 && double.IsInteger(count)) return (int)Math.Min(count, int.MaxValue);
        throw new RequestFault($"The field '{field}' must be a whole number above zero, but is {Describe(ref json)}.", field);
    }

    /// <summary>Reads true or false; null is false.</summary>
    public static bool ReadFlag(ref JsonCursor json, string field)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            JsonTokenType.String when json.ValueTextEquals("true"u8) => true,
            JsonTokenType.String when json.ValueTextEquals("false"u8) => false,
            _ => throw new RequestFault($"The field '{field}' must be true or false, but is {Describe(ref json)}.", field),
        };
    }

    /// <summary>The current token as an error message names it.</summary>
    public static string Describe(ref JsonCursor json) => json.TokenType switch
    {
        JsonTokenType.String => Describe(JsonValueKind.String, json.ValueSpan),
        JsonTokenType.Number => Describe(JsonValueKind.Number, json.ValueSpan),
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        _ => Encoding.UTF8.GetString(json.ValueSpan),
    };

    /// <summary>A value as an error message names it.</summary>
    public static string Describe(BodyValue value) => value.Kind switch
    {
        JsonValueKind.String => Describe(JsonValueKind.String, value.Text().Escaped),
        JsonValueKind.Number => Describe(JsonValueKind.Number, JsonMarshal.GetRawUtf8Value(value.Json)),
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => value.Json.GetRawText(),
    };

    private static string Describe(JsonValueKind kind, ReadOnlySpan<byte> text) =>
        text.Length > MaxQuotedBytes ? kind == JsonValueKind.String ? "a longer string" : "a longer number"
        : kind == JsonValueKind.String ? $"\"{Encoding.UTF8.GetString(text)}\""
        : Encoding.UTF8.GetString(text);

    private static bool TryParse(ReadOnlySpan<byte> text, out double number) =>
        double.TryParse(text, NumberStyle, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    /// <summary>Whether a number is whole and exact.</summary>
    private static bool IsWhole(double number) => double.IsInteger(number) && Math.Abs(number) <= 1L << 53;
}
