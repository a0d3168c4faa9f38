using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary>
/// Decides who compacts a conversation: the call's target, if its provider can and the request is in its dialect; otherwise the gateway, for
/// which the model writes a summary. A summary that one provider has begun is not continued by a compaction of another.
/// </summary>
internal static class SummaryCall
{
    public static bool IsSummary(Call call) => call.Context.Request is ResponsesRequest { Compaction: not CompactionMode.None } && !IsPassedOn(call);

    /// <summary>The request for a compaction is sent to the target unchanged.</summary>
    public static bool IsPassedOn(Call call) =>
        call.Context.Request is ResponsesRequest { Compaction: not CompactionMode.None } && call.Interrupted is null
        && call.Target.Endpoint.Provider is { Compaction: true } provider && provider.Dialect == ResponsesDialect.Id;
}
