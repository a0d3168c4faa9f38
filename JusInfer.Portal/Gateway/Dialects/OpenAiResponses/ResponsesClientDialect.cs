using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary><c>POST /v1/responses</c>.</summary>
internal sealed class ResponsesClientDialect(StoredResponseService stored, ResponseRecall recall, ProtectedPayloads seals) : IClientDialect
{
    public Dialect Dialect => ResponsesDialect.Id;

    public string Path => "/v1/responses";

    public ITokenCounter TokenCounter { get; } = new ResponsesTokenCounter(recall);

    public void MapEndpoints(IEndpointRouteBuilder endpoints) => ResponsesEndpoint.Map(endpoints.MapGroup(Path));

    public IErrorFormat ErrorFormat => OpenAiErrorFormat.Instance;

    public bool SupportsResumption => true;

    public bool KeepsSignatures => true;

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) =>
        ResponsesRequestReader.Read(body).Map<CallRequest>(static request => request);

    public ValueTask<Result<CallRequest, GatewayError>> LoadReferencesAsync(
        CallRequest request, RequestBody body, KeyHolder holder, CancellationToken cancellationToken) =>
        recall.CompleteAsync((ResponsesRequest)request, body, holder, cancellationToken);

    public Conversation ReadConversation(Call call)
    {
        var request = (ResponsesRequest)call.Context.Request;
        var body = ResponsesPatch.WithItems(call.Context.Body.Memory, request, PolicyDecision.From(call));
        var conversation = ResponsesConversationReader.Read(body, request.Recalled?.Count ?? 0);
        return SummaryCall.IsSummary(call) ? CompactionPrompt.RequestSummary(conversation) : conversation;
    }

    public IResponseWriter Writer(Call call, PooledBuffer output) =>
        SummaryCall.IsSummary(call) ? new CompactionWriter(call, output, stored, seals) : new ResponsesWriter(call, output, stored);
}
