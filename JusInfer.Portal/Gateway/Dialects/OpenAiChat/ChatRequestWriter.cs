using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

internal static class ChatRequestWriter
{
    public static void Write(System.Text.Json.Utf8JsonWriter writer, Conversation conversation, Call call) => throw new NotSupportedException();
}
