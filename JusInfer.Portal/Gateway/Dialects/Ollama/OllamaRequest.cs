using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Dialects.Ollama;

/// <summary>A request for a chat or a generation, as far as the gateway uses it.</summary>
internal sealed record OllamaRequest : CallRequest
{
    public override Dialect Dialect => OllamaDialect.Id;
}
