using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Caching;

/// <summary>A field <c>cache_control</c> in the body of a client.</summary>
/// <param name="Field">The field.</param>
/// <param name="Section">What it marks the end of.</param>
/// <param name="IsSet">The value is not null.</param>
internal readonly record struct CacheMarker(BodyField Field, PromptSection Section, bool IsSet)
{
    /// <summary>Moves from the name of the field to the end of its value.</summary>
    public static CacheMarker Read(ref JsonCursor json, PromptSection section)
    {
        var name = json.TokenStartIndex;
        json.Read();
        var (value, isSet) = (json.TokenStartIndex, json.TokenType != JsonTokenType.Null);
        json.Skip();
        return new CacheMarker(new BodyField(name, value..json.BytesConsumed), section, isSet);
    }
}
