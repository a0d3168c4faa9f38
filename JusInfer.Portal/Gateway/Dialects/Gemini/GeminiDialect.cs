using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.Gemini.Discovery;

namespace JusInfer.Portal.Gateway.Dialects.Gemini;

/// <summary>
/// Google's Gemini API (ai.google.dev/api/generate-content), for clients only: Google's models are used as providers by their Chat
/// Completions endpoint.
/// </summary>
internal static class GeminiDialect
{
    public static readonly Dialect Id = new("gemini");

    public static IServiceCollection AddGemini(this IServiceCollection services) => services
        .AddSingleton<GeminiModels>()
        .AddSingleton<IClientDialect, GeminiGenerateDialect>()
        .AddSingleton<IClientDialect, GeminiStreamDialect>();
}
