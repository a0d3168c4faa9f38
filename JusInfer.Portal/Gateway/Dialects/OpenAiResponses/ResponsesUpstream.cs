using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>The upstream dialect of providers of the Responses API.</summary>
internal sealed class ResponsesUpstream(StoredResponseService stored) : IUpstreamDialect
{
    public Dialect Dialect => ResponsesDialect.Id;

    public ToolNameRule ToolNames => OpenAiToolNames.Rule;

    public void ConfigureRequest(HttpRequestMessage request, Call call, UpstreamAddress address)
    {
        var isCompact = call.Context.Request is ResponsesRequest { Compaction: CompactionMode.Endpoint } && SummaryCall.IsPassedOn(call);
        request.RequestUri = address.At(isCompact ? "/responses/compact" : "/responses");
        if (address.Bearer is { } bearer) request.Headers.TryAddWithoutValidation("Authorization", bearer);
    }

    /// <summary>
    /// Whether the body can be passed through. Where system messages become user messages, one between a call and its result has to move.
    /// </summary>
    public bool CanPatch(Call call) => call.Context.Request is ResponsesRequest request && !SummaryCall.IsSummary(call)
        && (!request.Ranges.HasInstructionBeforeResult || SummaryCall.IsPassedOn(call)
            || EndpointRules.From(call.Target.Endpoint.Provider).AcceptsSystemAnywhere);

    /// <summary>A provider that compacts the conversation itself answers in the form that the client requested.</summary>
    public bool AssemblesAnswer(Call call) => SummaryCall.IsPassedOn(call) ? call.Context.Request.Stream : ResponseAssembly.AppliesTo(call);

    public BodyPatch Patch(Call call, UpstreamAddress address) =>
        ResponsesPatch.Patch(call, (ResponsesRequest)call.Context.Request, address, ContinuationPlan.Create(call, this));

    public void Write(Utf8JsonWriter writer, Conversation conversation, Call call) =>
        ResponsesRequestWriter.Write(writer, conversation, call);

    /// <summary>The dialect has no stop sequences.</summary>
    public bool SupportsStopSequence(Call call, JsonText stop, int index) => false;

    public IResponseReader Reader(Call call) => new ResponsesResponseReader();

    public IPassthrough? Passthrough(Call call, PooledBuffer output) =>
        call.Context.ClientDialect.Dialect == Dialect && !SummaryCall.IsSummary(call) ? new ResponsesPassthrough(call, output, stored) : null;
}
