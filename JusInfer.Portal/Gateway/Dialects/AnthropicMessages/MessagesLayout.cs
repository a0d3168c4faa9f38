using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Where in a Messages body stands what may be changed on the way upstream, and what it says there. Filled by the one pass that reads the
/// request; all offsets are in bytes.
/// </summary>
internal sealed class MessagesLayout
{
    /// <summary>The model's string token, quotes included.</summary>
    public Range Model { get; set; }

    public BodyField? MaxTokens { get; set; }

    public BodyField? Thinking { get; set; }

    public ThinkingMode ThinkingMode { get; set; }

    public int? ThinkingBudget { get; set; }

    /// <summary>The value of <c>thinking.display</c>, where it stands.</summary>
    public Range? ThinkingDisplay { get; set; }

    /// <summary>An object, or null.</summary>
    public BodyField? OutputConfig { get; set; }

    /// <summary><c>output_config</c> holds more than the effort.</summary>
    public bool OutputConfigHasMore { get; set; }

    public BodyField? Effort { get; set; }

    /// <summary>low, medium, high, xhigh or max; absent where the caller leaves it to the model.</summary>
    public string? EffortLevel { get; set; }

    /// <summary>
    /// What clears thinking from the context, which only a model that thinks may be asked for: the edit, or all of
    /// <c>context_management</c> where it is nothing else.
    /// </summary>
    public Range? ThoughtClearing { get; set; }

    /// <summary>The value of <c>tool_choice</c>, where it demands a call.</summary>
    public BodyField? ForcedChoice { get; set; }

    /// <summary>temperature, top_p and top_k, as far as they stand there.</summary>
    public List<BodyField> Sampling { get; } = [];

    /// <summary>The role tokens of messages that speak as the system in the midst of the conversation.</summary>
    public List<Range> SystemRoles { get; } = [];

    /// <summary>The thinking blocks whose seal is not Anthropic's, in order.</summary>
    public List<ForeignThought> ForeignThoughts { get; } = [];

    /// <summary>Where tool calls are named; absent where none is.</summary>
    public ToolCallIdSites? ToolCallIds { get; set; }

    /// <summary>The last assistant's turn holds thinking under Anthropic's own seal.</summary>
    public bool LastAssistantThinks { get; set; }

    /// <summary>The caller marks for itself what is worth caching.</summary>
    public bool HasCacheControl { get; set; }

    /// <summary>The system prompt's last block, or all of it where it is one text.</summary>
    public Range? SystemEnd { get; set; }

    /// <summary>The last tool.</summary>
    public Range? ToolsEnd { get; set; }

    /// <summary>The last message's last block, or all of its content where it is one text.</summary>
    public Range? MessagesEnd { get; set; }

    /// <summary>The last message is the assistant's and ends in text, to be gone on with.</summary>
    public bool EndsWithAssistant { get; set; }

    /// <summary>The bracket that closes the messages.</summary>
    public int MessagesClose { get; set; }
}

/// <summary>A thinking block that Anthropic would refuse.</summary>
/// <param name="Block">The block.</param>
/// <param name="IsLastStanding">Without it and the foreign ones before it, its message is empty.</param>
internal readonly record struct ForeignThought(Range Block, bool IsLastStanding);

internal enum ThinkingMode
{
    /// <summary>The caller does not say.</summary>
    Unsaid,
    Disabled,

    /// <summary>Within a budget of tokens.</summary>
    Enabled,

    /// <summary>As much as the model sees fit.</summary>
    Adaptive,

    /// <summary>Not up front, but between tool calls.</summary>
    BetweenTools,
}
