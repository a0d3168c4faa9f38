using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary><c>POST /v1/responses/input_tokens</c> (platform.openai.com/docs/api-reference/responses/input-tokens).</summary>
internal sealed class ResponsesTokenCounter(ResponseRecall recall) : ITokenCounter
{
    public string Path => "/v1/responses/input_tokens";

    public ReadOnlySpan<string> ForwardedHeaders => [];

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) =>
        ResponsesRequestReader.Read(body).Map<CallRequest>(static request => request);

    public ValueTask<Result<CallRequest, GatewayError>> LoadReferencesAsync(
        CallRequest request, RequestBody body, KeyHolder holder, CancellationToken cancellationToken) =>
        recall.CompleteAsync((ResponsesRequest)request, body, holder, cancellationToken);

    public bool CanAsk(RouteTarget target) => target.Endpoint.Provider.Dialect == ResponsesDialect.Id;

    public HttpRequestMessage Request(RequestBody body, CallRequest request, RouteTarget target, IHeaderDictionary headers)
    {
        var address = UpstreamAddress.From(target.Endpoint);
        var patch = ResponsesPatch.ForCount(body, (ResponsesRequest)request, target, address);
        var message = UpstreamHttpRequest.Create(new PatchedContent(body, patch));
        message.RequestUri = address.At("/responses/input_tokens");
        if (address.Bearer is { } bearer) message.Headers.TryAddWithoutValidation("Authorization", bearer);
        return message;
    }

    public long? ReadCount(byte[] answer) => InputTokenCount.Read(answer);

    public IResult Response(long tokens) => Results.Json(new { @object = "response.input_tokens", input_tokens = tokens });
}
