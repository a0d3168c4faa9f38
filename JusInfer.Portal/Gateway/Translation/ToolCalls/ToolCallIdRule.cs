namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>What an end takes for a tool call's id.</summary>
internal enum ToolCallIdRule
{
    Any,

    /// <summary>Letters, digits, underscore and hyphen (Anthropic Messages, both as an upstream and towards its clients).</summary>
    Anthropic,

    /// <summary>At most 40 characters (OpenAI, Chat Completions).</summary>
    OpenAiChat,

    /// <summary>At most 64 characters (OpenAI, Responses).</summary>
    OpenAiResponses,

    /// <summary>Nine letters and digits (Mistral).</summary>
    Mistral,

    /// <summary><c>functions.name:number</c>, as the model's own template writes it (Moonshot's Kimi).</summary>
    Kimi,
}
