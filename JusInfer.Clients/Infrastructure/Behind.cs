using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Infrastructure;

/// <summary>What a client meets at the other end of its base URL.</summary>
public enum Behind
{
    /// <summary>The scripted provider itself, without a gateway: shows that client and script agree.</summary>
    NoGateway,

    /// <summary>The gateway, whose models are all served in the dialect of OpenAI's Chat Completions.</summary>
    OpenAiChat,

    /// <summary>The gateway, whose models are all served in the dialect of Anthropic's Messages.</summary>
    AnthropicMessages,

    /// <summary>The gateway, whose models are all served in the dialect of OpenAI's Responses.</summary>
    OpenAiResponses,

    /// <summary>The gateway, whose models are all served by an engine that takes liberties with Chat Completions.</summary>
    LooseChat,

    /// <summary>As <see cref="OpenAiChat"/>, but every stream dies in its middle.</summary>
    DyingChat,

    /// <summary>As <see cref="AnthropicMessages"/>, but every stream dies in its middle.</summary>
    DyingMessages,

    /// <summary>As <see cref="OpenAiResponses"/>, but every stream dies in its middle.</summary>
    DyingResponses,
}

/// <summary>Every test of a client is made once for each that does not die.</summary>
internal static class Behinds
{
    public static IReadOnlyList<Behind> Dying { get; } = [Behind.DyingChat, Behind.DyingMessages, Behind.DyingResponses];

    public static IReadOnlyList<Behind> Living { get; } = [.. Enum.GetValues<Behind>().Except(Dying)];

    /// <summary>The dialect that the provider is to hear; null where the client's own reaches it.</summary>
    public static Dialect? Heard(this Behind behind) => behind switch
    {
        Behind.OpenAiChat => Dialect.OpenAiChat,
        Behind.AnthropicMessages => Dialect.AnthropicMessages,
        Behind.OpenAiResponses => Dialect.OpenAiResponses,
        Behind.LooseChat => Dialect.LooseChat,
        Behind.DyingChat => Dialect.DyingChat,
        Behind.DyingMessages => Dialect.DyingMessages,
        Behind.DyingResponses => Dialect.DyingResponses,
        _ => null,
    };
}
