using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Routing;

/// <summary>Why the baseline answers a call instead of a cheaper model: something has gone wrong in the session.</summary>
/// <param name="Route">The route if a cheaper model has caused it; null if the baseline had the session anyway.</param>
/// <param name="Rejection">Why the cheaper models are not chosen.</param>
internal readonly record struct BaselineReturn(string? Route, ModelRejectionReason Rejection)
{
    /// <param name="call">The call.</param>
    /// <param name="session">The session before it.</param>
    /// <returns>Null if nothing has gone wrong.</returns>
    public static BaselineReturn? Create(RoutedCall call, PromptSession session)
    {
        var isMoved = session.WasMoved(callsAgo: 0);
        if (call.Prompt.Trouble != TroubleSigns.None) return new BaselineReturn(isMoved ? "auto:escalated" : null, ModelRejectionReason.Trouble);

        // Each call adds one step to the conversation, so the change was the answer to the call of so many calls ago.
        if (call.Prompt.FailedChange is { } stepsAgo && session.WasMoved(stepsAgo)) return new BaselineReturn("auto:failed-tests", ModelRejectionReason.FailedTests);
        return isMoved && session.IsRefused ? new BaselineReturn("auto:refused", ModelRejectionReason.Refused) : null;
    }
}
