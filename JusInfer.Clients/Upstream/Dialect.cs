using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Clients.Upstream;

/// <summary>One of the three languages that providers speak, as their own services read and write it.</summary>
/// <param name="Name">As the gateway's catalog has it.</param>
/// <param name="Path">Where it is asked.</param>
/// <param name="Read">The request, or a refusal.</param>
/// <param name="Whole">The answer in one piece.</param>
/// <param name="Streamed">The answer's events.</param>
/// <param name="Error">The envelope of a refusal.</param>
internal sealed record Dialect(
    string Name,
    string Path,
    Func<JsonElement, IHeaderDictionary, Turn> Read,
    Func<Turn, Move, string> Whole,
    Func<Turn, Move, IEnumerable<string>> Streamed,
    Func<int, string, string> Error)
{
    public static Dialect OpenAiChat { get; } = new(
        "openai-chat", "/v1/chat/completions", static (body, _) => ChatRules.Read(body),
        ChatWire.Whole, ChatWire.Streamed, ChatWire.Error);

    public static Dialect AnthropicMessages { get; } = new(
        "anthropic-messages", "/v1/messages", static (body, headers) => MessagesRules.Read(body, headers["anthropic-beta"].ToString()),
        MessagesWire.Whole, MessagesWire.Streamed, MessagesWire.Error);

    public static Dialect OpenAiResponses { get; } = new(
        "openai-responses", "/v1/responses", static (body, _) => ResponsesRules.Read(body),
        ResponsesWire.Whole, ResponsesWire.Streamed, ResponsesWire.Error);

    public static IReadOnlyList<Dialect> All { get; } = [OpenAiChat, AnthropicMessages, OpenAiResponses];

    /// <summary>The base address as the catalog wants it: Anthropic's is without the version.</summary>
    public string BaseUrl(Uri root) => this == AnthropicMessages ? root.GetLeftPart(UriPartial.Authority) : new Uri(root, "/v1").ToString();
}
