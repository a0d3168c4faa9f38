namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>The tool call ids that a client or an upstream accepts.</summary>
internal enum ToolCallIdRule
{
    Any,

    /// <summary>ASCII letters, digits, underscore and hyphen (Anthropic Messages, for upstreams and clients).</summary>
    Anthropic,

    /// <summary>At most 40 characters (OpenAI, Chat Completions).</summary>
    OpenAiChat,

    /// <summary>At most 64 characters (OpenAI, Responses).</summary>
    OpenAiResponses,

    /// <summary>Nine alphanumeric characters (Mistral).</summary>
    Mistral,

    /// <summary><c>functions.name:number</c>, as in the model's chat template (Moonshot's Kimi).</summary>
    Kimi,
}
