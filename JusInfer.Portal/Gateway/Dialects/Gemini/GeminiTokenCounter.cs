using System.Diagnostics;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.Gemini.Client;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.Gemini;

/// <summary>
/// <c>POST /v1beta/models/{model}:countTokens</c> (ai.google.dev/api/tokens). No provider has this dialect, so the count is an estimate.
/// </summary>
internal sealed class GeminiTokenCounter : ITokenCounter
{
    public static readonly GeminiTokenCounter Instance = new();

    public string Path => GeminiPaths.CountTokens;

    public ReadOnlySpan<string> ForwardedHeaders => [];

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) =>
        GeminiRequestReader.ReadForCount(body, GeminiPaths.ModelOf(http)).Map<CallRequest>(static request => request);

    public bool CanAsk(RouteTarget target) => false;

    public HttpRequestMessage Request(RequestBody body, CallRequest request, RouteTarget target, IHeaderDictionary headers) =>
        throw new UnreachableException();

    public long? ReadCount(byte[] answer) => throw new UnreachableException();

    public IResult Response(long tokens) => Results.Json(new Dictionary<string, long> { ["totalTokens"] = tokens });
}
