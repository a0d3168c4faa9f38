using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Whom a body names, in the fields that the dialects have for it: OpenAI's <c>user</c> and its successor <c>safety_identifier</c>,
/// <c>prompt_cache_key</c>, which agents set to their run, and <c>metadata.user_id</c>, Anthropic's only place.
/// </summary>
internal struct BodyNames
{
    private string? user;
    private string? safetyIdentifier;
    private string? metadataUser;
    private string? cacheKey;
    private string? metadataSession;

    public readonly string? User => user ?? safetyIdentifier ?? metadataUser;

    public readonly string? Session => metadataSession ?? cacheKey;

    /// <summary>
    /// Reads the field at whose name the reader stands where it names somebody; else leaves the reader there and is false.
    /// </summary>
    public bool TryRead(ref JsonCursor json)
    {
        if (json.ValueTextEquals("user"u8)) user = RequestFields.Text(ref json);
        else if (json.ValueTextEquals("safety_identifier"u8)) safetyIdentifier = RequestFields.Text(ref json);
        else if (json.ValueTextEquals("prompt_cache_key"u8)) cacheKey = RequestFields.Text(ref json);
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
            if (json.ValueTextEquals("user_id"u8)) metadataUser = RequestFields.Text(ref json);
            else if (json.ValueTextEquals("session_id"u8)) metadataSession = RequestFields.Text(ref json);
            else json.Skip();
        }
    }
}
