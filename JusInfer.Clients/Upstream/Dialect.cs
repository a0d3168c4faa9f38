using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Clients.Upstream;

/// <summary>One of the languages that providers speak, as their own services read and write it.</summary>
/// <param name="Name">As the gateway's catalog has it.</param>
/// <param name="Base">What the catalog's base address adds to the root: the version, but for Anthropic's.</param>
/// <param name="Path">Where it is asked.</param>
/// <param name="Read">The request, or a refusal.</param>
/// <param name="Whole">The answer in one piece.</param>
/// <param name="Streamed">The answer's events.</param>
/// <param name="Error">The envelope of a refusal.</param>
internal sealed record Dialect(
    string Name,
    string Base,
    string Path,
    Func<JsonElement, IHeaderDictionary, Turn> Read,
    Func<Turn, Move, string> Whole,
    Func<Turn, Move, IEnumerable<string>> Streamed,
    Func<int, string, string> Error)
{
    public static Dialect OpenAiChat { get; } = new(
        "openai-chat", "/v1", "/v1/chat/completions", static (body, _) => ChatRules.Read(body),
        ChatWire.Whole, ChatWire.Streamed, ChatWire.Error);

    public static Dialect AnthropicMessages { get; } = new(
        "anthropic-messages", "", "/v1/messages", static (body, headers) => MessagesRules.Read(body, headers["anthropic-beta"].ToString()),
        MessagesWire.Whole, MessagesWire.Streamed, MessagesWire.Error);

    public static Dialect OpenAiResponses { get; } = new(
        "openai-responses", "/v1", "/v1/responses", static (body, _) => ResponsesRules.Read(body),
        ResponsesWire.Whole, ResponsesWire.Streamed, ResponsesWire.Error);

    /// <summary>Chat Completions as loosely as some engines speak it.</summary>
    public static Dialect LooseChat { get; } = new(
        "openai-chat", "/loose/v1", "/loose/v1/chat/completions", static (body, _) => ChatRules.Read(body),
        LooseChatWire.Whole, LooseChatWire.Streamed, ChatWire.Error);

    /// <summary>Each of the three, by a provider that dies in the middle of its answers.</summary>
    public static Dialect DyingChat { get; } = OpenAiChat.Dying();

    public static Dialect DyingMessages { get; } = AnthropicMessages.Dying();

    public static Dialect DyingResponses { get; } = OpenAiResponses.Dying();

    public static IReadOnlyList<Dialect> All { get; } = [OpenAiChat, AnthropicMessages, OpenAiResponses, LooseChat, DyingChat, DyingMessages, DyingResponses];

    /// <summary>Its streams break, every one that is no second try.</summary>
    public bool IsDying { get; private init; }

    private Dialect Dying() => this with { Base = $"/dying{Base}", Path = $"/dying{Path}", IsDying = true };

    public string BaseUrl(Uri root) => root.GetLeftPart(UriPartial.Authority) + Base;
}
