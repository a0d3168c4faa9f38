using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;

/// <summary>A text completion request, as far as the gateway uses it.</summary>
internal sealed record CompletionsRequest : CallRequest
{
    public override Dialect Dialect => CompletionsDialect.Id;

    public required ChatRequestRanges Ranges { get; init; }

    /// <summary>
    /// The JSON path of the first field that a chat does not support; null if there is none. If set, only a model with text completions can
    /// answer.
    /// </summary>
    public string? CompletionsOnlyField { get; init; }
}
