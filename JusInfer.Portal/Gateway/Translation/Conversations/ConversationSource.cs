using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>A request's body, parsed for a conversation to point into, which gives it back when it is disposed.</summary>
internal static class ConversationSource
{
    /// <param name="body">The request; must outlive the conversation.</param>
    /// <param name="read">Reads it in its dialect; what that throws passes, and nothing is left behind.</param>
    public static Conversation Read(ReadOnlyMemory<byte> body, Func<JsonDocument, Conversation> read)
    {
        var source = JsonDocument.Parse(body, JsonDepth.OfDocument);
        try
        {
            return read(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
