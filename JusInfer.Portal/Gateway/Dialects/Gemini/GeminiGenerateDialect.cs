using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.Gemini.Client;
using JusInfer.Portal.Gateway.Dialects.Gemini.Discovery;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Gemini;

/// <summary><c>POST /v1beta/models/{model}:generateContent</c>. Also maps the endpoints that ask no model.</summary>
internal sealed class GeminiGenerateDialect(GeminiModels models) : IClientDialect
{
    public Dialect Dialect => GeminiDialect.Id;

    public string Path => GeminiPaths.Generate;

    public bool TryCanonicalize(PathString path, IHeaderDictionary headers, out PathString canonical) =>
        GeminiPaths.TryCanonicalize(path, headers, out canonical);

    public ITokenCounter? TokenCounter => GeminiTokenCounter.Instance;

    public void MapEndpoints(IEndpointRouteBuilder endpoints) => models.Map(endpoints);

    public IErrorFormat ErrorFormat => GeminiErrorFormat.Instance;

    public bool KeepsSignatures => true;

    public bool Recognizes(HttpRequest request) => request.Path.StartsWithSegments(GeminiPaths.Version, StringComparison.OrdinalIgnoreCase);

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) =>
        GeminiRequestReader.Read(body, GeminiPaths.ModelOf(http)).Map<CallRequest>(static request => request);

    public Conversation ReadConversation(Call call) => GeminiConversationReader.Read(call);

    public IResponseWriter Writer(Call call, PooledBuffer output) => new GeminiWriter(call, output);
}
