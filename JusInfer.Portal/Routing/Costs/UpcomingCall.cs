namespace JusInfer.Portal.Routing.Costs;

/// <summary>The call that is about to be routed.</summary>
/// <param name="At">The time of the request.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="StableTokens">How many of them are the first tokens of the session's previous call.</param>
/// <param name="OutputBound">The most output tokens that a detour is expected to have.</param>
internal readonly record struct UpcomingCall(DateTimeOffset At, long PromptTokens, long StableTokens, long OutputBound);
