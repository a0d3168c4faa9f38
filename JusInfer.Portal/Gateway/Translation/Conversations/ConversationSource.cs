using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>Parses a request body and reads a conversation from it. The conversation owns the parsed document.</summary>
internal static class ConversationSource
{
    /// <param name="body">The request body; must outlive the conversation.</param>
    /// <param name="read">Reads the conversation in its dialect. If it throws, the document is disposed.</param>
    /// <exception cref="RequestFault">A part of the body cannot be read.</exception>
    public static Conversation Read(ReadOnlyMemory<byte> body, Func<JsonDocument, Conversation> read)
    {
        var source = JsonDocument.Parse(body, JsonDepth.DocumentOptions);
        try
        {
            return read(source);
        }
        catch (Exception fault)
        {
            source.Dispose();
            if (!UnreadableJson.Caused(fault)) throw;
            throw new RequestFault("A text of the request contains an unpaired surrogate, so it is not valid Unicode.", param: null);
        }
    }
}
