using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>What stands between an upstream's reader and a front door's writer.</summary>
internal sealed class AnswerPipeline(UpstreamDialects dialects, ReasoningCache memory, TimeProvider time)
{
    /// <param name="end">Who is told in the end.</param>
    /// <param name="call">Whose answer it is.</param>
    /// <param name="deadline">The attempt's, which knows whether the client is still there.</param>
    public IAnswerSink Before(IAnswerSink end, Call call, AttemptDeadline deadline)
    {
        var dialect = dialects.Of(call);
        end = StopSequenceSink.Before(end, call.Conversation, stop => dialect.TakesStop(call, stop));
        var remembering = new ReasoningCachingSink(end, memory, call.Context.Holder.Key.TenantId);
        var metered = new MeteredSink(remembering, call.Meter, deadline, time);
        var normaliser = new ToolCallNormalizer(
            ToolNameShortener.Before(CustomToolSink.Before(metered, call.Conversation), call.Conversation), ToolCallTable.For(call.Context.Id));
        return TextToolCallDetector.Before(normaliser, call);
    }
}
