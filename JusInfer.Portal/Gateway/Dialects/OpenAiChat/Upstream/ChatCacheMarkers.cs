using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Places cache markers in a prompt, for providers that cache only marked content. The client's own markers are kept. If there are none,
/// the parts that stay the same between turns are marked: the last system text, the last tool and the last user text.
/// </summary>
internal sealed class ChatCacheMarkers
{
    public static readonly ChatCacheMarkers None = new();

    private static readonly JsonElement Ephemeral = JsonElement.Parse("""{"type":"ephemeral"}"""u8);

    private bool isEnabled;
    private Part? lastSystem;
    private Part? lastUser;
    private Tool? lastTool;

    private ChatCacheMarkers()
    {
    }

    public static ChatCacheMarkers For(Conversation conversation)
    {
        var marks = new ChatCacheMarkers { isEnabled = true };
        if (conversation.Tools.Any(static tool => tool.CacheControl is not null)) return marks;
        if (conversation.Turns.Any(static turn => turn.Parts.Any(static part => part.CacheControl is not null))) return marks;
        marks.lastSystem = LastText(conversation, static role => role is Role.System or Role.Developer);
        marks.lastUser = LastText(conversation, static role => role is Role.User);
        marks.lastTool = conversation.Tools.IsEmpty ? null : conversation.Tools[^1];
        return marks;
    }

    public JsonElement? MarkerFor(Part part) =>
        !isEnabled ? null : part.CacheControl ?? (ReferenceEquals(part, lastSystem) || ReferenceEquals(part, lastUser) ? Ephemeral : null);

    public JsonElement? MarkerFor(Tool tool) => !isEnabled ? null : tool.CacheControl ?? (ReferenceEquals(tool, lastTool) ? Ephemeral : null);

    private static Part? LastText(Conversation conversation, Func<Role, bool> isOf) => conversation.Turns
        .Where(turn => isOf(turn.Role))
        .SelectMany(static turn => turn.Parts)
        .LastOrDefault(static part => part is Part.Text);
}
