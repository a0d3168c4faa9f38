using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>A Messages request, as far as the gateway uses it.</summary>
internal sealed record MessagesRequest : CallRequest
{
    public override Dialect Dialect => MessagesDialect.Id;

    public required MessagesLayout Layout { get; init; }
}
