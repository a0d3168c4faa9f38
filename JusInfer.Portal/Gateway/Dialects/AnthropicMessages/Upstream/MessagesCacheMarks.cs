using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// The marks for caching in a body that the gateway writes: the caller's own where it set any, else one at each end (of the tools, the
/// instructions and the conversation). Anthropic takes four.
/// </summary>
internal sealed class MessagesCacheMarks
{
    private const int Max = 4;

    private readonly bool own;
    private int left = Max;

    public MessagesCacheMarks(Conversation conversation, Provider provider)
    {
        var isMarked = conversation.Tools.Any(static tool => tool.CacheControl is not null)
            || conversation.Turns.Any(static turn => turn.Parts.Any(static part => part.CacheControl is not null));
        own = !isMarked && provider.CacheMarkers == CacheMarkers.Anthropic;
        if (provider.CacheMarkers == CacheMarkers.None) left = 0;
    }

    /// <summary>Writes the property <c>cache_control</c> into an object that is open, where one belongs.</summary>
    /// <param name="writer">The body.</param>
    /// <param name="given">The caller's.</param>
    /// <param name="isEnd">The object is the last of its kind.</param>
    public void Write(Utf8JsonWriter writer, JsonElement? given, bool isEnd)
    {
        if (left == 0 || (given is null && !(own && isEnd))) return;
        left--;
        writer.WritePropertyName("cache_control");
        if (given is { } mark)
        {
            mark.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type", "ephemeral");
        writer.WriteEndObject();
    }
}
