using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Checks the tool calls of answers that automatic routing has moved to a cheaper model. The client does not see a faulty one: the model that would have answered
/// without routing repeats the answer, once per call. Answers of other models are passed on as they arrive.
/// </summary>
internal static class ToolCallRepair
{
    /// <summary>A stage before <paramref name="end"/>; <paramref name="end"/> itself if the answer is not checked.</summary>
    /// <param name="end">The next stage.</param>
    /// <param name="call">The call.</param>
    /// <param name="mayWithhold">Whether a faulty call can still be withheld from the client when the answer is complete.</param>
    public static IAnswerSink Before(IAnswerSink end, Call call, Func<bool> mayWithhold)
    {
        if (!AppliesTo(call)) return end;
        var attempt = call.Attempt;
        return new ToolCallCheckSink(end, () => ReadTools(call), Report);

        void Report(ToolCallFault fault)
        {
            if (mayWithhold()) attempt.ToolFault = fault;
        }
    }

    /// <summary>The targets that repeat an answer.</summary>
    public static ImmutableArray<RouteTarget> Targets(Call call) =>
        [.. call.Context.Plan.Targets.Where(target => target.Model.Id == call.Context.Plan.RepairModel)];

    /// <summary>Hosted tools have names that the request does not define, and several choices cannot be repeated one by one.</summary>
    public static bool AppliesTo(Call call) =>
        call.Context.Plan.RepairModel is { } repair && call.Target.Model.Id != repair && call is { Escalation: null, Interrupted: null }
            && call.Context.Request is { Choices: 1, Subjects.Tools.Count: 0 };

    private static ToolSignatures? ReadTools(Call call)
    {
        if (call.Conversation is { } known) return ToolSignatures.Of(known);
        try
        {
            using var conversation = call.Context.ClientDialect.ReadConversation(call);
            return ToolSignatures.Of(conversation);
        }
        catch (Exception fault) when (fault is RequestFault || UnreadableJson.Caused(fault))
        {
            return null; // a request that cannot be translated is not checked
        }
    }
}
