using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>The names of tools that OpenAI accepts, in Chat Completions and in Responses.</summary>
internal static class OpenAiToolNames
{
    public static readonly ToolNameRule Rule = new(MaxLength: 64);
}
