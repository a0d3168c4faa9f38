using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Client;

/// <summary>
/// Reads the messages in the first pass over a request: their number and size, their images, and the role of the last one.
/// </summary>
internal struct OllamaMessagesReader
{
    private OllamaImages images;

    public int Count { get; private set; }

    /// <summary>The size of the messages without their images.</summary>
    public long Bytes { get; private set; }

    public readonly OllamaImages Images => images;

    public LastMessageRole LastTurn { get; private set; }

    public int LastTurnBytes { get; private set; }

    /// <summary>Reads the value of <c>messages</c>.</summary>
    public void Read(ref JsonCursor json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return;
        if (json.TokenType != JsonTokenType.StartArray) throw new RequestFault("The field 'messages' must be an array.", "messages");
        var start = json.TokenStartIndex;
        for (; json.Read() && json.TokenType != JsonTokenType.EndArray; Count++)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new RequestFault($"'messages[{Count}]' must be an object.", $"messages[{Count}]");
            ReadMessage(ref json);
        }

        Bytes = json.BytesConsumed - start - images.Bytes;
    }

    private void ReadMessage(ref JsonCursor json)
    {
        var start = json.TokenStartIndex;
        LastTurn = LastMessageRole.Other;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("role"u8)) LastTurn = ReadRole(ref json);
            else if (json.ValueTextEquals("images"u8)) images.Read(ref json, $"messages[{Count}].images");
            else json.Skip();
        }

        LastTurnBytes = json.BytesConsumed - start;
    }

    private static LastMessageRole ReadRole(ref JsonCursor json)
    {
        json.Read();
        var role = json.TokenType != JsonTokenType.String ? LastMessageRole.Other
            : json.ValueTextEquals("user"u8) ? LastMessageRole.User
            : json.ValueTextEquals("tool"u8) ? LastMessageRole.Tool
            : json.ValueTextEquals("assistant"u8) ? LastMessageRole.Assistant
            : LastMessageRole.Other;
        json.Skip();
        return role;
    }
}
