using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>What the gateway acts on in a chat completion request.</summary>
internal sealed record ChatRequest : CallRequest
{
    public override Dialect Dialect => Dialect.OpenAiChat;

    public required ChatRequestSpans Spans { get; init; }

    /// <summary>How it offers tools of free text.</summary>
    public CustomTools CustomTools { get; init; }

    /// <summary>Its tools are <c>functions</c>, as in 2023: a call is told as <c>function_call</c>, and only one is.</summary>
    public bool OffersFunctions { get; init; }

    public static bool OffersFunctionsIn(Call call) => call.Context.Request is ChatRequest { OffersFunctions: true };
}

/// <summary>How a request offers tools of free text.</summary>
internal enum CustomTools
{
    None,

    /// <summary>As OpenAI takes them, which is alone in that.</summary>
    Nested,

    /// <summary>As the Responses dialect has them: at this one nobody takes them (Cursor sends such).</summary>
    Flat,
}

/// <summary>Where the parts stand that are replaced on the way upstream. Offsets in the body, in bytes.</summary>
internal readonly record struct ChatRequestSpans
{
    /// <summary>The model's string token, quotes included.</summary>
    public required Range Model { get; init; }

    /// <summary>The value of <c>stream_options</c>; absent where the field is.</summary>
    public Range? StreamOptions { get; init; }

    /// <summary>The value of <c>stream_options.include_usage</c>; absent where the field is.</summary>
    public Range? IncludeUsage { get; init; }

    /// <summary>The name <c>max_tokens</c>, quotes included; absent where the bound has its newer name, or there is none.</summary>
    public Range? OlderBound { get; init; }

    /// <summary>Where messages name tool calls, in order; null where none does.</summary>
    public List<ChatToolCallSite>? Calls { get; init; }

    /// <summary>The value of <c>max_tokens</c>; absent where the field is.</summary>
    public Range? MaxTokens { get; init; }

    /// <summary>The value of <c>max_completion_tokens</c>; absent where the field is.</summary>
    public Range? MaxCompletionTokens { get; init; }

    /// <summary>temperature, top_p, penalties, biases and log probabilities, as far as they stand there; null where none does.</summary>
    public List<BodyField>? Sampling { get; init; }

    public BodyField? ReasoningEffort { get; init; }

    /// <summary>The word at <see cref="ReasoningEffort"/>; absent where that is no text.</summary>
    public string? EffortWord { get; init; }

    public bool HasTools { get; init; }

    /// <summary>The bracket that closes <c>messages</c>.</summary>
    public int MessagesClose { get; init; }
}

/// <summary>A message's place that names tool calls.</summary>
/// <param name="Value">The value of <c>tool_calls</c> or <c>tool_call_id</c>, white space before it included.</param>
/// <param name="IsResult">It is the latter.</param>
internal readonly record struct ChatToolCallSite(Range Value, bool IsResult);
