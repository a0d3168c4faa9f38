using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Reads the fields of a body that name the end user and the session: OpenAI's <c>user</c> and its successor <c>safety_identifier</c>,
/// <c>prompt_cache_key</c>, which agents set to their session, and Anthropic's <c>metadata.user_id</c>.
/// </summary>
internal struct AttributionFields
{
    private string? user;
    private string? safetyIdentifier;
    private string? metadataUser;
    private Range metadataUserToken;
    private string? cacheKey;
    private string? metadataSession;

    public readonly string? User => user ?? safetyIdentifier ?? metadataUser;

    /// <summary><c>metadata.user_id</c> and the range of its string token; null if absent.</summary>
    public readonly (string Name, Range Token)? MetadataUser => metadataUser is null ? null : (metadataUser, metadataUserToken);

    public readonly string? Session => metadataSession ?? cacheKey;

    /// <summary>
    /// Reads the current property if it is one of these fields. Otherwise returns false and leaves the cursor on the property name.
    /// </summary>
    public bool TryRead(ref JsonCursor json)
    {
        if (json.ValueTextEquals("user"u8)) user = RequestFields.ReadText(ref json);
        else if (json.ValueTextEquals("safety_identifier"u8)) safetyIdentifier = RequestFields.ReadText(ref json);
        else if (json.ValueTextEquals("prompt_cache_key"u8)) cacheKey = RequestFields.ReadText(ref json);
        else if (json.ValueTextEquals("metadata"u8)) ReadMetadata(ref json);
        else return false;
        return true;
    }

    private void ReadMetadata(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("user_id"u8))
                (metadataUser, metadataUserToken) = (RequestFields.ReadText(ref json), RequestFields.CurrentToken(ref json));
            else if (json.ValueTextEquals("session_id"u8)) metadataSession = RequestFields.ReadText(ref json);
            else json.Skip();
        }
    }
}
