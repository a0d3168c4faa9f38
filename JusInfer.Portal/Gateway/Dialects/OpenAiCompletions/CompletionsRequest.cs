using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;

/// <summary>What the gateway acts on in a request for a text completion.</summary>
internal sealed record CompletionsRequest : CallRequest
{
    public override Dialect Dialect => Dialect.OpenAiCompletions;

    public required ChatRequestSpans Spans { get; init; }

    /// <summary>
    /// What a chat has no words for, by its JSON path: where something stands here, only a model with text completions will do.
    /// </summary>
    public string? BeyondChat { get; init; }
}
