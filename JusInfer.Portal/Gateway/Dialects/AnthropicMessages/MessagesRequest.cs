using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>What the gateway acts on in a Messages request.</summary>
internal sealed record MessagesRequest : CallRequest
{
    public override Dialect Dialect => Dialect.AnthropicMessages;

    public required MessagesLayout Layout { get; init; }
}
