using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Clients.Upstream;

/// <summary>A provider dialect, as the original service reads and writes it.</summary>
/// <param name="Name">The name in the gateway's catalog.</param>
/// <param name="Base">What the catalog's base address adds to the root: the version, except for Anthropic.</param>
/// <param name="Path">The path of requests.</param>
/// <param name="Read">Reads a request, or rejects it.</param>
/// <param name="Whole">Writes an unstreamed answer.</param>
/// <param name="Streamed">Writes the events of a streamed answer.</param>
/// <param name="Error">Writes the body of an error.</param>
internal sealed record Dialect(
    string Name,
    string Base,
    string Path,
    Func<JsonElement, IHeaderDictionary, ModelRequest> Read,
    Func<ModelRequest, Answer, string> Whole,
    Func<ModelRequest, Answer, IEnumerable<string>> Streamed,
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

    /// <summary>Chat Completions with the deviations of some engines.</summary>
    public static Dialect LooseChat { get; } = new(
        "openai-chat", "/loose/v1", "/loose/v1/chat/completions", static (body, _) => ChatRules.Read(body),
        LooseChatWire.Whole, LooseChatWire.Streamed, ChatWire.Error);

    /// <summary>The three dialects with interrupted streams.</summary>
    public static Dialect InterruptedChat { get; } = OpenAiChat.WithInterruptions();

    public static Dialect InterruptedMessages { get; } = AnthropicMessages.WithInterruptions();

    public static Dialect InterruptedResponses { get; } = OpenAiResponses.WithInterruptions();

    public static IReadOnlyList<Dialect> All { get; } = [OpenAiChat, AnthropicMessages, OpenAiResponses, LooseChat, InterruptedChat, InterruptedMessages, InterruptedResponses];

    /// <summary>Every stream except that of a continuation is interrupted.</summary>
    public bool IsInterrupted { get; private init; }

    private Dialect WithInterruptions() => this with { Base = $"/interrupted{Base}", Path = $"/interrupted{Path}", IsInterrupted = true };

    public string BaseUrl(Uri root) => root.GetLeftPart(UriPartial.Authority) + Base;
}
