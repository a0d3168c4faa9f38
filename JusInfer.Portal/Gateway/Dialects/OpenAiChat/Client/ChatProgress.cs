namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>The parts of a choice that the client has received.</summary>
/// <param name="HasRole">The role was sent.</param>
/// <param name="HasCalls">A tool call was sent.</param>
/// <param name="IsFinished">The finish reason was sent.</param>
internal readonly record struct ChatProgress(bool HasRole, bool HasCalls, bool IsFinished);
