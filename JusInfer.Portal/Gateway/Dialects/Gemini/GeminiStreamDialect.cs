using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.Gemini.Client;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Gemini;

/// <summary>
/// <c>POST /v1beta/models/{model}:streamGenerateContent</c>: with <c>alt=sse</c>, as all SDKs send it, server-sent events, otherwise a JSON
/// array.
/// </summary>
internal sealed class GeminiStreamDialect : IClientDialect
{
    public Dialect Dialect => GeminiDialect.Id;

    public string Path => GeminiPaths.Stream;

    public IStreamFraming FramingOf(CallRequest request) =>
        request is GeminiRequest { IsSse: false } ? GeminiArrayFraming.Instance : SseFraming.Instance;

    public IErrorFormat ErrorFormat => GeminiErrorFormat.Instance;

    public bool KeepsSignatures => true;

    public bool Recognizes(HttpRequest request) => false;

    public bool SupportsResumption => true;

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http)
    {
        var isSse = string.Equals(http.Query["alt"], "sse", StringComparison.OrdinalIgnoreCase);
        return GeminiRequestReader.Read(body, GeminiPaths.ModelOf(http))
            .Map<CallRequest>(request => request with { Stream = true, IsSse = isSse });
    }

    public Conversation ReadConversation(Call call) => GeminiConversationReader.Read(call);

    public IResponseWriter Writer(Call call, PooledBuffer output) => new GeminiWriter(call, output);
}
