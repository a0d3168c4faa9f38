using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Checks answers of calls that automatic routing has moved to a cheaper model: their tool calls, and whether there is an answer at all. The client does not see a
/// faulty one: the model that would have answered without routing repeats the answer, once per call. Answers of other models are passed on as they arrive.
/// </summary>
internal static class ResponseRepair
{
    /// <summary>A stage before <paramref name="end"/>; <paramref name="end"/> itself if the answer is not checked.</summary>
    /// <param name="end">The next stage.</param>
    /// <param name="call">The call.</param>
    /// <param name="mayWithhold">Whether an answer with a fault can still be withheld from the client when it is complete.</param>
    public static IResponseSink Before(IResponseSink end, Call call, Func<ResponseFault, bool> mayWithhold) =>
        AppliesTo(call) ? Check(end, call, mayWithhold) : end;

    private static RefusalCheckSink Check(IResponseSink end, Call call, Func<ResponseFault, bool> mayWithhold)
    {
        var attempt = call.Attempt;
        return new RefusalCheckSink(new ToolCallCheckSink(end, () => ReadTools(call), Report), Report);

        void Report(ResponseFault fault)
        {
            attempt.IsRefused |= fault.IsWithoutAnswer();
            if (mayWithhold(fault)) attempt.ResponseFault = fault;
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
        if (call.Conversation is { } known) return ToolSignatures.From(known);
        try
        {
            using var conversation = call.Context.ClientDialect.ReadConversation(call);
            return ToolSignatures.From(conversation);
        }
        catch (Exception fault) when (fault is RequestFault || UnreadableJson.Caused(fault))
        {
            return null; // a request that cannot be translated is not checked
        }
    }
}
