namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>How far a choice of a stream has come at the client.</summary>
/// <param name="HasRole">The client has its role.</param>
/// <param name="HasCalls">The client has a tool call of it.</param>
/// <param name="IsFinished">The client has its finish reason.</param>
internal readonly record struct ChatProgress(bool HasRole, bool HasCalls, bool IsFinished);
