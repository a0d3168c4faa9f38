using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// Places cache markers in a translated body: the client's own or, if there are none and the prompt will probably be repeated, one at the end of each of the tools,
/// the instructions and the last two messages. Anthropic allows four.
/// </summary>
internal sealed class MessagesCacheMarkers
{
    private const int Max = 4;

    private readonly bool addsDefaults;
    private int remaining = Max;

    public MessagesCacheMarkers(Conversation conversation, Provider provider, bool cacheCare)
    {
        var isMarked = conversation.Tools.Any(static tool => tool.CacheControl is not null)
            || conversation.Turns.Any(static turn => turn.Parts.Any(static part => part.CacheControl is not null));
        addsDefaults = cacheCare && !isMarked && conversation.IsLikelyRepeated && provider.CacheMarkers == CacheMarkers.Anthropic;
        if (provider.CacheMarkers == CacheMarkers.None) remaining = 0;
    }

    /// <summary>Writes the property <c>cache_control</c> into an open object, if it gets a marker.</summary>
    /// <param name="writer">The writer of the body.</param>
    /// <param name="given">The client's marker.</param>
    /// <param name="isEnd">The object is the last one of the tools or the instructions, or of one of the last two messages.</param>
    public void Write(Utf8JsonWriter writer, JsonElement? given, bool isEnd)
    {
        if (remaining == 0 || (given is null && !(addsDefaults && isEnd))) return;
        remaining--;
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
