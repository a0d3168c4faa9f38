namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>The part of a stream's choice that the client has received.</summary>
/// <param name="HasRole">The role.</param>
/// <param name="HasCalls">A tool call.</param>
/// <param name="IsFinished">The finish reason.</param>
internal readonly record struct ChatProgress(bool HasRole, bool HasCalls, bool IsFinished);
