using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;
using JusInfer.Portal.Gateway.Responses;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>The upstream dialect of providers of the Responses API.</summary>
internal sealed class ResponsesUpstream(StoredResponses keeper, TimeProvider time) : IUpstreamDialect
{
    public Dialect Dialect => ResponsesDialect.Id;

    public ToolNameRule ToolNames => OpenAiToolNames.Rule;

    public void Address(HttpRequestMessage request, Call call, UpstreamAddress address)
    {
        request.RequestUri = address.At("/responses");
        if (address.Bearer is { } bearer) request.Headers.TryAddWithoutValidation("Authorization", bearer);
    }

    public BodyPatch Patch(Call call, UpstreamAddress address) =>
        ResponsesPatch.Patch(call, (ResponsesRequest)call.Context.Request, address, ContinuationPlan.Of(call, this));

    public void Write(Utf8JsonWriter writer, Conversation conversation, Call call) =>
        ResponsesRequestWriter.Write(writer, conversation, call);

    /// <summary>The dialect has no stop sequences.</summary>
    public bool TakesStop(Call call, JsonText stop) => false;

    public IAnswerReader Reader(Call call) => new ResponsesAnswerReader();

    public IStreamRelay PassThrough(Call call, PooledBuffer output, AttemptDeadline deadline) =>
        new ResponsesRelay(call, output, next => new FinishingSink(new MeteredSink(next, call.Meter, deadline, time), call.Meter, deadline), keeper);

    public PooledBuffer PassWhole(Call call, PooledBuffer body)
    {
        var own = StoredResponsePatch.Rewrite((ResponsesRequest)call.Context.Request);
        var mended = new ResponsesCallMender(call).MendWhole(body.Span);
        if (own.IsEmpty && mended.Length == 0) return body;
        var response = own.Apply(mended.Length > 0 ? mended : body.Span);
        body.Dispose();
        keeper.Keep(call, response);
        var passed = new PooledBuffer(response.Length);
        passed.Append(response);
        return passed;
    }
}
