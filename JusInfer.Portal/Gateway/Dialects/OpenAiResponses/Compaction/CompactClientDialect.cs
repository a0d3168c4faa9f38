using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary><c>POST /v1/responses/compact</c>, whose answer is never streamed or stored.</summary>
internal sealed class CompactClientDialect(StoredResponseService stored, ResponseRecall recall, ProtectedPayloads seals) : IClientDialect
{
    private readonly ResponsesClientDialect responses = new(stored, recall, seals);

    public Dialect Dialect => ResponsesDialect.Id;

    public string Path => "/v1/responses/compact";

    public IErrorFormat ErrorFormat => responses.ErrorFormat;

    public bool SupportsResumption => true;

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) => ResponsesRequestReader.Read(body).Map<CallRequest>(
        static request => ResponsesRequestReader.ForCompaction(request) with { Compaction = CompactionMode.Endpoint, Stream = false, Store = false });

    public ValueTask<Result<CallRequest, GatewayError>> LoadReferencesAsync(
        CallRequest request, RequestBody body, KeyHolder holder, CancellationToken cancellationToken) =>
        responses.LoadReferencesAsync(request, body, holder, cancellationToken);

    public Conversation ReadConversation(Call call) => responses.ReadConversation(call);

    public IResponseWriter Writer(Call call, PooledBuffer output) => responses.Writer(call, output);
}
