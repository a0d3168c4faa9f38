using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Where a prompt is marked as worth caching, for providers that cache only what is marked: where the caller marked it or, where it did
/// not, after what stays the same from turn to turn: the last system text, the last tool, the last user text.
/// </summary>
internal sealed class ChatCacheMarks
{
    public static readonly ChatCacheMarks None = new();

    private static readonly JsonElement Ephemeral = JsonElement.Parse("""{"type":"ephemeral"}"""u8);

    private bool keeps;
    private Part? lastSystem;
    private Part? lastUser;
    private Tool? lastTool;

    private ChatCacheMarks()
    {
    }

    public static ChatCacheMarks For(Conversation conversation)
    {
        var marks = new ChatCacheMarks { keeps = true };
        if (conversation.Tools.Any(static tool => tool.CacheControl is not null)) return marks;
        if (conversation.Turns.Any(static turn => turn.Parts.Any(static part => part.CacheControl is not null))) return marks;
        marks.lastSystem = LastText(conversation, static role => role is Role.System or Role.Developer);
        marks.lastUser = LastText(conversation, static role => role is Role.User);
        marks.lastTool = conversation.Tools.IsEmpty ? null : conversation.Tools[^1];
        return marks;
    }

    public JsonElement? On(Part part) =>
        !keeps ? null : part.CacheControl ?? (ReferenceEquals(part, lastSystem) || ReferenceEquals(part, lastUser) ? Ephemeral : null);

    public JsonElement? On(Tool tool) => !keeps ? null : tool.CacheControl ?? (ReferenceEquals(tool, lastTool) ? Ephemeral : null);

    private static Part? LastText(Conversation conversation, Func<Role, bool> isOf) => conversation.Turns
        .Where(turn => isOf(turn.Role))
        .SelectMany(static turn => turn.Parts)
        .LastOrDefault(static part => part is Part.Text);
}
