using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.Gemini;
using JusInfer.Portal.Gateway.Dialects.Ollama;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;
using JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>The list of the registered dialects.</summary>
internal static class DialectServices
{
    /// <remarks>
    /// The first dialect renders the errors of requests that no dialect recognizes. A variant follows the dialect that it varies.
    /// </remarks>
    internal static IServiceCollection AddDialects(this IServiceCollection services) => services
        .AddOpenAiChat()
        .AddAnthropicMessages()
        .AddOpenAiResponses()
        .AddOpenAiEmbeddings()
        .AddOpenAiCompletions()
        .AddOllama()
        .AddGemini()
        .AddSingleton<ClientDialects>()
        .AddSingleton<UpstreamDialects>()
        .AddSingleton<IErrorFormats>(static container => container.GetRequiredService<ClientDialects>());
}
