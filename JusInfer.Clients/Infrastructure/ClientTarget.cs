using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Infrastructure;

/// <summary>What a client connects to: the scripted provider, or a gateway in front of it.</summary>
public enum ClientTarget
{
    /// <summary>The scripted provider without a gateway. Shows that client and script agree.</summary>
    NoGateway,

    /// <summary>A gateway whose provider uses OpenAI's Chat Completions.</summary>
    OpenAiChat,

    /// <summary>A gateway whose provider uses Anthropic's Messages.</summary>
    AnthropicMessages,

    /// <summary>A gateway whose provider uses OpenAI's Responses.</summary>
    OpenAiResponses,

    /// <summary>A gateway whose provider deviates from Chat Completions, as some engines do.</summary>
    LooseChat,

    /// <summary>As <see cref="OpenAiChat"/>, but every stream is interrupted.</summary>
    InterruptedChat,

    /// <summary>As <see cref="AnthropicMessages"/>, but every stream is interrupted.</summary>
    InterruptedMessages,

    /// <summary>As <see cref="OpenAiResponses"/>, but every stream is interrupted.</summary>
    InterruptedResponses,

    /// <summary>A gateway without providers, whose simulator answers.</summary>
    Demo,
}

/// <summary>The targets by whether their streams are interrupted.</summary>
internal static class ClientTargets
{
    public static IReadOnlyList<ClientTarget> Interrupted { get; } = [ClientTarget.InterruptedChat, ClientTarget.InterruptedMessages, ClientTarget.InterruptedResponses];

    public static IReadOnlyList<ClientTarget> Uninterrupted { get; } = [.. Enum.GetValues<ClientTarget>().Except([.. Interrupted, ClientTarget.Demo])];

    /// <summary>The dialect of the provider; null without a gateway, where it is the client's own.</summary>
    public static Dialect? UpstreamDialect(this ClientTarget target) => target switch
    {
        ClientTarget.OpenAiChat => Dialect.OpenAiChat,
        ClientTarget.AnthropicMessages => Dialect.AnthropicMessages,
        ClientTarget.OpenAiResponses => Dialect.OpenAiResponses,
        ClientTarget.LooseChat => Dialect.LooseChat,
        ClientTarget.InterruptedChat => Dialect.InterruptedChat,
        ClientTarget.InterruptedMessages => Dialect.InterruptedMessages,
        ClientTarget.InterruptedResponses => Dialect.InterruptedResponses,
        _ => null,
    };
}
