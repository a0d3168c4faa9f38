using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary><c>POST /v1/messages/count_tokens</c> (platform.claude.com/docs/en/build-with-claude/token-counting).</summary>
internal sealed class MessagesTokenCounter : ITokenCounter
{
    public static readonly MessagesTokenCounter Instance = new();

    public string Path => "/v1/messages/count_tokens";

    public ReadOnlySpan<string> ForwardedHeaders => MessagesHeaders.Forwarded;

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) =>
        MessagesRequestReader.Read(body, forAnswer: false).Map<CallRequest>(static request => request);

    public bool CanAsk(RouteTarget target) => target.Endpoint.Provider.Dialect == MessagesDialect.Id;

    public HttpRequestMessage Request(RequestBody body, CallRequest request, RouteTarget target, IHeaderDictionary headers)
    {
        var address = UpstreamAddress.From(target.Endpoint);
        var patch = MessagesPatch.Patch(body, (MessagesRequest)request, target, address);
        var message = UpstreamHttpRequest.Create(new PatchedContent(body, patch));
        message.RequestUri = address.At(Path);
        MessagesHeaders.Set(message, headers, address, target.Endpoint.Provider);
        return message;
    }

    public long? ReadCount(byte[] answer) => InputTokenCount.Read(answer);

    public IResult Response(long tokens) => Results.Json(new { input_tokens = tokens });
}
