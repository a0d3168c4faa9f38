using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Fields that requests of several dialects have. Each is read from its name, at which the reader stands, to the end of its value.
/// </summary>
internal static class RequestFields
{
    /// <returns>The model's name, and where its string token stands, quotes included.</returns>
    public static (string Name, Range Span) Model(ref JsonCursor json, string? before)
    {
        if (before is not null) throw new RequestFault("The field 'model' appears twice.", "model");
        json.Read();
        if (json.TokenType != JsonTokenType.String) throw new RequestFault("The field 'model' must be a string.", "model");
        var name = json.GetString()!;
        return string.IsNullOrWhiteSpace(name)
            ? throw new RequestFault("The field 'model' is empty. Name a model, or 'jusInfer-auto' to have one picked.", "model")
            : (name, Here(ref json));
    }

    public static RequestFault ModelMissing =>
        new("The field 'model' is missing. Name a model, or 'jusInfer-auto' to have one picked.", "model");

    /// <summary>True or false; null is false.</summary>
    public static bool Flag(ref JsonCursor json, string field)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            _ => throw new RequestFault($"The field '{field}' must be true or false.", field),
        };
    }

    /// <summary>A whole number above zero, cut to what an int holds; null where the value is.</summary>
    public static int? Count(ref JsonCursor json, string field)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var count) && count > 0)
            return (int)Math.Min(count, int.MaxValue);
        throw new RequestFault($"The field '{field}' must be a whole number above zero.", field);
    }

    /// <summary>A text; null where the value is anything else.</summary>
    public static string? Text(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.GetString();
        json.Skip();
        return null;
    }

    /// <summary>The token at which the reader stands.</summary>
    public static Range Here(ref JsonCursor json) => json.TokenStartIndex..json.BytesConsumed;
}
