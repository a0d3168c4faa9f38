using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

internal static class ChatConversationReader
{
    public static Conversation Read(Call call) => throw new NotSupportedException();
}
