using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.JsonResponses;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// Puts the stages of a pipeline in their order. The order is the same for every dialect and for streamed and other answers.
/// </summary>
internal sealed class ResponsePipelineFactory(ReasoningCache cache, ReasoningSeals seals, SignatureOrigins origins, TimeProvider time)
{
    /// <summary>The pipeline of an answer that is not streamed by the upstream.</summary>
    /// <param name="call">The call.</param>
    /// <param name="dialect">The dialect of the call's target.</param>
    /// <param name="deadline">The deadline of the attempt.</param>
    /// <param name="end">The sink at the end of the pipeline.</param>
    public ResponsePipeline Buffered(Call call, IUpstreamDialect dialect, AttemptDeadline deadline, IResponseSink end)
    {
        return new ResponsePipeline(call, deadline, end, Choice);

        ChoicePipeline Choice(int index) =>
            CreateChoice(
                index, call, dialect, deadline, ResponseRepair.Before(end, call, static _ => true), splicing: null, toolCalls: null);
    }

    /// <summary>The pipeline of a stream that begins.</summary>
    public ResponsePipeline Stream(Call call, IUpstreamDialect dialect, AttemptDeadline deadline, IResponseSink end)
    {
        return new ResponsePipeline(call, deadline, end, Choice);

        ChoicePipeline Choice(int index)
        {
            if (index > 0) call.Transcript.AddUnresumable();
            var (attempt, isWhole) = (call.Attempt, call.Attempt.IsAssembled);
            var buffers = isWhole || !call.Context.Controls.StreamsToolArguments;
            var toolCalls = new ToolCallBuffer(end, call.Transcript, buffers)
            {
                Withholds = () => !isWhole && attempt.ResponseFault is not null,
                BuffersRefusals = buffers && ResponseRepair.AppliesTo(call),
            };
            return CreateChoice(index, call, dialect, deadline, ResponseRepair.Before(toolCalls, call, MayWithhold), splicing: null, toolCalls);

            // A client that has the head of a call expects this call, and a text cannot be followed by another answer.
            bool MayWithhold(ResponseFault fault) =>
                isWhole || (buffers && call.Transcript.Announced is null && ResumeBlockers.Of(call) == ResumeBlocker.None
                    && !(fault.IsWithoutAnswer() && call.Transcript.HasText));
        }
    }

    /// <summary>The pipeline of a stream that continues an interrupted answer.</summary>
    public ResponsePipeline Continuation(Call call, IUpstreamDialect dialect, AttemptDeadline deadline, IResponseSink end)
    {
        var interrupted = call.Interrupted!;
        var plan = ContinuationPlan.Create(interrupted, dialect.ContinuationMode(call), call.Conversation?.Format ?? OutputFormat.Text);
        call.Meter.AddToPrompt(plan.AddedBytes);
        var toolCalls = new ToolCallBuffer(end, call.Transcript, buffers: true) { MustBeJson = call.Context.Request.WantsJson };
        var splicer = ContinuationSplicer.Create(interrupted.Text, plan.UserPrompt is null ? plan.AssistantText?.Decode() : null);
        var splicing = new SplicingSink(toolCalls, splicer, call.Meter) { ShowsReasoning = call.Transcript.IsEmpty };
        return new ResponsePipeline(call, deadline, end, Choice);

        ChoicePipeline Choice(int index) => CreateChoice(index, call, dialect, deadline, splicing, splicing, toolCalls);
    }

    private ChoicePipeline CreateChoice(
        int index,
        Call call,
        IUpstreamDialect dialect,
        AttemptDeadline deadline,
        IResponseSink end,
        SplicingSink? splicing,
        ToolCallBuffer? toolCalls)
    {
        var (team, maker) = (call.Context.Holder.Key.TeamId, ReasoningMaker.From(call.Target.Endpoint));
        if (call.Attempt.Json is { } json) end = new JsonResponseSink(end, json, call.Meter.BilledBefore.Tokens);
        var keepsSignatures = call.Context.ClientDialect.KeepsSignatures;
        var isNative = call.Context.ClientDialect.Dialect == dialect.Dialect;
        var sink = keepsSignatures && !isNative ? new ReasoningSealingSink(end, seals, team, maker) : end;
        sink = StopSequenceSink.Before(sink, call.Conversation, (stop, index) => dialect.SupportsStopSequence(call, stop, index));
        var stops = sink as StopSequenceSink;
        sink = new ReasoningCachingSink(sink, cache, keepsSignatures && isNative ? origins : null, team, maker)
        {
            Scope = call,
            KeepsUnsigned = call.Target.Model.Has(Capabilities.Reasoning) && EndpointRules.ReturnsReasoning(call.Target.Endpoint),
        };
        sink = new MeteredSink(sink, call.Meter, deadline, time);
        sink = CustomToolSink.Before(sink, call.Conversation, call.Context.Request, call.Context.Body.Memory);
        sink = ToolNameShortener.Before(sink, call.Conversation, dialect.ToolNames);
        var normalizer = new ToolCallNormalizer(sink, ToolCallTable.For(call.Context.Id));
        var textToolCalls = TextToolCallDetector.Find(normalizer, call, dialect.ToolNames);
        return new ChoicePipeline
        {
            Index = index,
            ThinkTags = call.Target.Model.HasThinkTags
                ? new ThinkTagSink((IResponseSink?)textToolCalls ?? normalizer) { IsOpen = call.Target.Model.OpensThinkTagInPrompt }
                : null,
            TextToolCalls = textToolCalls,
            Stops = stops,
            Normalizer = normalizer,
            Splicing = splicing,
            ToolCalls = toolCalls,
        };
    }
}
