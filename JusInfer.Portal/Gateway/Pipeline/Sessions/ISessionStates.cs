using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Gateway.Pipeline.Sessions;

/// <summary>
/// What the router knows of sessions. A session can have several conversations, such as those of an agent and of its subagents, which send the same name. Losing a
/// state costs money, never an answer.
/// </summary>
internal interface ISessionStates
{
    /// <summary>The state of the conversation that a prompt continues; null if it begins one, or if the state is lost.</summary>
    SessionState? Find(CallSessionId id, PromptOutline prompt);

    /// <summary>How often the baseline has repeated an answer in a run, or taken over because of one; 0 if that is lost.</summary>
    int EscalationsOf(CallSessionId run);

    void CountEscalation(CallSessionId run);

    /// <summary>Replaces the state of the conversation that a prompt continues.</summary>
    /// <param name="id">The session.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="change">Returns the new state for the present one, which is null if there is none.</param>
    void Update(CallSessionId id, PromptOutline prompt, Func<SessionState?, SessionState> change);
}
