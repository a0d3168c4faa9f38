using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>Anthropic Messages.</summary>
internal static class MessagesDialect
{
    public static readonly Dialect Id = new("anthropic-messages")
    {
        CacheMarkers = CacheMarkers.Anthropic,
        RequestPolicy = MessagesRequestPolicy.Default,
        CountsToolCalls = true,
        ReportsToolCalls = true,
    };

    public static IServiceCollection AddAnthropicMessages(this IServiceCollection services) => services
        .AddSingleton(Id)
        .AddSingleton<IClientDialect, MessagesClientDialect>()
        .AddSingleton<IUpstreamDialect, MessagesUpstream>();
}
