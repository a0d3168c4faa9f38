using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Places cache markers in a prompt, for providers that cache only marked content. The client's own markers are kept. If there are none,
/// the parts that stay the same between turns are marked: the last system text, the last tool, and the end of each of the last
/// two messages that have a text or a result. A prompt that will hardly be repeated gets none.
/// </summary>
internal sealed class ChatCacheMarkers
{
    public static readonly ChatCacheMarkers None = new();

    private static readonly JsonElement Ephemeral = JsonElement.Parse("""{"type":"ephemeral"}"""u8);

    private bool isEnabled;
    private Part? lastSystem;
    private Part? last;
    private Part? previous;
    private Tool? lastTool;

    private ChatCacheMarkers()
    {
    }

    public static ChatCacheMarkers For(Conversation conversation, bool cacheCare)
    {
        var marks = new ChatCacheMarkers { isEnabled = true };
        if (conversation.Tools.Any(static tool => tool.CacheControl is not null)) return marks;
        if (conversation.Turns.Any(static turn => turn.Parts.Any(static part => part.CacheControl is not null))) return marks;
        if (!cacheCare || !conversation.IsLikelyRepeated) return marks;
        marks.lastSystem = conversation.Turns.Where(static turn => turn.Role is TurnRole.System or TurnRole.Developer).SelectMany(static turn => turn.Parts)
            .LastOrDefault(static part => part is Part.Text);
        var ends = conversation.Turns.Where(static turn => turn.Role is not (TurnRole.System or TurnRole.Developer))
            .Select(static turn => turn.Parts.LastOrDefault(static part => part is Part.Text or Part.ToolResult)).OfType<Part>().TakeLast(2).ToArray();
        marks.last = ends is [.., var end] ? end : null;
        marks.previous = ends is [var before, _] ? before : null;
        marks.lastTool = conversation.Tools.IsEmpty ? null : conversation.Tools[^1];
        return marks;
    }

    public JsonElement? MarkerFor(Part part) =>
        !isEnabled ? null : part.CacheControl ?? (ReferenceEquals(part, lastSystem) || ReferenceEquals(part, last) || ReferenceEquals(part, previous) ? Ephemeral : null);

    public JsonElement? MarkerFor(Tool tool) => !isEnabled ? null : tool.CacheControl ?? (ReferenceEquals(tool, lastTool) ? Ephemeral : null);
}
