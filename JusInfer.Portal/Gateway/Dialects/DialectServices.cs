using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;
using JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Dialects;

internal static class DialectServices
{
    internal static IServiceCollection AddDialects(this IServiceCollection services) => services
        .AddSingleton<ClientDialects>()
        .AddSingleton<IErrorFormats>(static container => container.GetRequiredService<ClientDialects>())
        .AddSingleton<UpstreamDialects>()
        .AddSingleton<IClientDialect, ChatClientDialect>()
        .AddSingleton<IUpstreamDialect, ChatUpstream>()
        .AddSingleton<IClientDialect, MessagesClientDialect>()
        .AddSingleton<IUpstreamDialect, MessagesUpstream>()
        .AddSingleton<ResponseRecall>()
        .AddSingleton<IClientDialect, ResponsesClientDialect>()
        .AddSingleton<IUpstreamDialect, ResponsesUpstream>()
        .AddSingleton<IClientDialect, EmbeddingsClientDialect>()
        .AddSingleton<IUpstreamDialect, EmbeddingsUpstream>()
        .AddSingleton<IClientDialect, CompletionsClientDialect>()
        .AddSingleton<IUpstreamDialect, CompletionsUpstream>();
}
