using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>OpenAI Chat Completions.</summary>
internal static class ChatDialect
{
    public static readonly Dialect Id = new("openai-chat") { RequestPolicy = ChatRequestPolicy.Default };

    public static IServiceCollection AddOpenAiChat(this IServiceCollection services) => services
        .AddSingleton(Id)
        .AddSingleton<IClientDialect, ChatClientDialect>()
        .AddSingleton<IUpstreamDialect, ChatUpstream>();
}
