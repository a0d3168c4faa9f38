using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;
using JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Door;

namespace JusInfer.Portal.Gateway.Dialects;

internal static class DialectServices
{
    internal static IServiceCollection AddDialects(this IServiceCollection services) => services
        .AddSingleton<FrontDoors>()
        .AddSingleton<UpstreamDialects>()
        .AddSingleton<IFrontDoor, ChatFrontDoor>()
        .AddSingleton<IUpstreamDialect, ChatUpstream>()
        .AddSingleton<IFrontDoor, MessagesFrontDoor>()
        .AddSingleton<IUpstreamDialect, MessagesUpstream>()
        .AddSingleton<IFrontDoor, EmbeddingsFrontDoor>()
        .AddSingleton<IUpstreamDialect, EmbeddingsUpstream>()
        .AddSingleton<IFrontDoor, CompletionsFrontDoor>()
        .AddSingleton<IUpstreamDialect, CompletionsUpstream>()
        .AddSingleton<ResponseRecall>()
        .AddSingleton<IFrontDoor, ResponsesFrontDoor>()
        .AddSingleton<IUpstreamDialect, ResponsesUpstream>();
}
