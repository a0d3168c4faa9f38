using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Reads fields that requests of several dialects have. Each method starts on the property name and ends on the last token of the value.
/// </summary>
internal static class RequestFields
{
    /// <returns>The model's name, and the range of its string token with quotes.</returns>
    public static (string Name, Range Span) ReadModel(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String) throw new RequestFault("The field 'model' must be a string.", "model");
        var name = json.GetString()!;
        return string.IsNullOrWhiteSpace(name)
            ? throw new RequestFault("The field 'model' is empty. Name a model, or 'jusInfer-auto' to have one picked.", "model")
            : (name, CurrentToken(ref json));
    }

    public static RequestFault ModelMissing =>
        new("The field 'model' is missing. Name a model, or 'jusInfer-auto' to have one picked.", "model");

    /// <summary>Reads true or false; null is false.</summary>
    public static bool ReadFlag(ref JsonCursor json, string field)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            _ => throw new RequestFault($"The field '{field}' must be true or false.", field),
        };
    }

    /// <summary>Reads a whole number above zero, limited to <see cref="int.MaxValue"/>; null if the value is null.</summary>
    public static int? ReadCount(ref JsonCursor json, string field)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var count) && count > 0)
            return (int)Math.Min(count, int.MaxValue);
        throw new RequestFault($"The field '{field}' must be a whole number above zero.", field);
    }

    /// <summary>Reads a string; null if the value is anything else.</summary>
    public static string? ReadText(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.GetString();
        json.Skip();
        return null;
    }

    /// <summary>The range of the current token in the body.</summary>
    public static Range CurrentToken(ref JsonCursor json) => json.TokenStartIndex..json.BytesConsumed;
}
