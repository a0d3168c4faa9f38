using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// The ranges of a Messages body that may be changed before it is sent upstream, and some of their values. Filled while the request is
/// read. Offsets in bytes.
/// </summary>
internal sealed class MessagesLayout
{
    /// <summary>The model's string token, including the quotes.</summary>
    public Range Model { get; set; }

    /// <summary><c>metadata.user_id</c> and its string token, including the quotes; null if absent.</summary>
    public (string Name, Range Token)? User { get; set; }

    public BodyField? MaxTokens { get; set; }

    public BodyField? Thinking { get; set; }

    public ThinkingMode ThinkingMode { get; set; }

    public int? ThinkingBudget { get; set; }

    /// <summary>The value of <c>thinking.display</c>; null if absent.</summary>
    public Range? ThinkingDisplay { get; set; }

    /// <summary>The field <c>output_config</c>, whose value is an object or null.</summary>
    public BodyField? OutputConfig { get; set; }

    /// <summary><c>output_config</c> has properties other than the effort.</summary>
    public bool OutputConfigHasMore { get; set; }

    public BodyField? Effort { get; set; }

    /// <summary>low, medium, high, xhigh or max; null if the request does not set it.</summary>
    public string? EffortLevel { get; set; }

    /// <summary>
    /// The edit that clears thinking from the context, or all of <c>context_management</c> if it contains nothing else. Only a request with
    /// thinking may contain it.
    /// </summary>
    public Range? ThinkingClearing { get; set; }

    /// <summary>The field <c>tool_choice</c>, if it forces a tool call.</summary>
    public BodyField? ForcedChoice { get; set; }

    /// <summary>The field <c>tool_choice</c>, if it is in the form of another dialect.</summary>
    public ForeignToolChoice? ForeignChoice { get; set; }

    /// <summary>The inputs of earlier calls that are no objects: null, empty lists and texts. Null if there are none.</summary>
    public List<Range>? OddInputs { get; set; }

    /// <summary>The fields temperature, top_p and top_k that are present.</summary>
    public List<BodyField> Sampling { get; } = [];

    /// <summary>Blocks of blank text that are beside others, which Anthropic rejects; null if there are none.</summary>
    public List<Range>? BlankTexts { get; set; }

    /// <summary>The role tokens of system messages within the conversation.</summary>
    public List<Range> SystemRoles { get; } = [];

    /// <summary>A system message is between a call and its result.</summary>
    public bool HasSystemBeforeResult { get; set; }

    /// <summary>The thinking blocks, in order.</summary>
    public List<ThinkingBlock> ThinkingBlocks { get; } = [];

    /// <summary>The ids of tool calls and results; null if there are none.</summary>
    public ToolCallIdSites? ToolCallIds { get; set; }

    /// <summary>The index of the last message of the assistant; -1 if there is none.</summary>
    public int LastAssistantMessage { get; set; } = -1;

    /// <summary>The schemas of tools that are not one object; null if there are none.</summary>
    public List<Range>? UnionSchemas { get; set; }

    /// <summary>The images and documents that Anthropic does not accept as they are; null if there are none.</summary>
    public List<MessagesMediaSite>? Media { get; set; }

    /// <summary>The client's own cache markers; null if there are none.</summary>
    public List<CacheMarker>? CacheMarkers { get; set; }

    /// <summary>The last block of the system prompt, or its string.</summary>
    public Range? LastSystemBlock { get; set; }

    /// <summary>The last tool whose loading is not deferred; null if there is none.</summary>
    public Range? LastTool { get; set; }

    /// <summary>The last of these that the client runs; null if there is none.</summary>
    public Range? LastClientTool { get; set; }

    /// <summary>The last block of the last message, or the message's string.</summary>
    public Range? LastMessageBlock { get; set; }

    /// <summary>The same of the message before the last one.</summary>
    public Range? PreviousMessageBlock { get; set; }

    /// <summary>
    /// Further calls will probably repeat the prompt: it offers tools, or it has a turn of the model. Otherwise a cache marker costs more than it saves, because
    /// a cache write costs more than input.
    /// </summary>
    public bool IsLikelyRepeated => LastTool is not null || LastClientTool is not null || LastAssistantMessage >= 0;

    /// <summary>The last message is an assistant message that ends in text, which the model is to continue.</summary>
    public bool EndsWithAssistant { get; set; }

    /// <summary>The offset of the bracket that closes <c>messages</c>.</summary>
    public int MessagesEndOffset { get; set; }
}

/// <summary>An image or a document that Anthropic does not accept as it is.</summary>
/// <param name="Type">The string token of the block's type.</param>
/// <param name="Source">The source, and why.</param>
internal readonly record struct MessagesMediaSite(Range Type, MediaSite Source);

/// <summary>A thinking block, redacted or not.</summary>
/// <param name="Block">The range of the block.</param>
/// <param name="Signature">The string token of its signature, or of its data if it is redacted; null if absent.</param>
/// <param name="IsForeign">The signature is absent or not Anthropic's, so that Anthropic would reject the block.</param>
/// <param name="Message">The index of its message.</param>
internal readonly record struct ThinkingBlock(Range Block, Range? Signature, bool IsForeign, int Message)
{
    /// <summary>The number of blocks in its message.</summary>
    public int MessageBlocks { get; init; }
}

internal enum ThinkingMode
{
    /// <summary>The request does not say.</summary>
    Unspecified,
    Disabled,

    /// <summary>Thinking within a token budget.</summary>
    Enabled,

    /// <summary>The model decides how much to think.</summary>
    Adaptive,

    /// <summary>No thinking before the answer, only between tool calls.</summary>
    BetweenTools,
}
