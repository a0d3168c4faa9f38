using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Caching;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>A chat completion request, as far as the gateway uses it.</summary>
internal sealed record ChatRequest : CallRequest
{
    public override Dialect Dialect => ChatDialect.Id;

    public override bool ForbidsReasoning => Ranges.EffortName is "none";

    public required ChatRequestRanges Ranges { get; init; }

    /// <summary>The form of the request's custom tools.</summary>
    public CustomTools CustomTools { get; init; }

    /// <summary>
    /// Tools or content blocks are in the form of another dialect, which no provider of Chat Completions reads: Cursor sends Anthropic's to
    /// models with "claude" in their name (automazeio/vibeproxy#411), and the flat tools of Responses to others.
    /// </summary>
    public bool HasForeignForms { get; init; }

    /// <summary>The tools are legacy <c>functions</c> (2023): the answer contains at most one call, as <c>function_call</c>.</summary>
    public bool OffersFunctions { get; init; }

    public override string? FirstToolCallIn(ReadOnlySpan<byte> body)
    {
        if (Ranges.ToolCallSites is not [{ IsResult: false } first, ..]) return null;
        var calls = JsonElement.Parse(body[first.Value], JsonDepth.DocumentOptions);
        return calls.ValueKind == JsonValueKind.Array && calls.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } call
            && call.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
            ? ToolCallIds.Decode(id.GetString()!)
            : null;
    }

    public static bool OffersFunctionsIn(Call call) => call.Context.Request is ChatRequest { OffersFunctions: true };
}

/// <summary>The form in which a request defines custom tools, whose input is free text.</summary>
internal enum CustomTools
{
    None,

    /// <summary>The form of Chat Completions, which only OpenAI accepts.</summary>
    Nested,

    /// <summary>The form of the Responses API, which no provider accepts in Chat Completions (Cursor sends it).</summary>
    Flat,
}

/// <summary>The ranges of a body that may be replaced before it is sent upstream. Offsets in bytes.</summary>
internal readonly record struct ChatRequestRanges
{
    /// <summary>The model's string token, including the quotes.</summary>
    public required Range Model { get; init; }

    /// <summary>The value of <c>stream_options</c>; null if absent.</summary>
    public Range? StreamOptions { get; init; }

    /// <summary>The value of <c>stream_options.include_usage</c>; null if absent.</summary>
    public Range? IncludeUsage { get; init; }

    /// <summary>The name <c>max_tokens</c> including the quotes; null if it is absent or <c>max_completion_tokens</c> is present.</summary>
    public Range? MaxTokensName { get; init; }

    /// <summary>The places of tool calls in the messages, in order; null if there are none.</summary>
    public List<ChatToolCallSite>? ToolCallSites { get; init; }

    /// <summary>The system and developer messages, unless a first one with the role system is the only one; otherwise null.</summary>
    public List<ChatInstruction>? Instructions { get; init; }

    /// <summary>The schemas of tools that are not one object; null if there are none.</summary>
    public List<Range>? UnionSchemas { get; init; }

    /// <summary>Values that no endpoint accepts as they are; null if there are none, as in nearly all requests.</summary>
    public ChatRepairs? Repairs { get; init; }

    /// <summary>The fields that only OpenAI has; null if there are none.</summary>
    public List<BodyField>? OpenAiFields { get; init; }

    /// <summary>Fields for reasoning that vendors other than OpenAI have; null if there are none.</summary>
    public List<BodyField>? ReasoningFields { get; init; }

    /// <summary>The fields of messages with earlier reasoning, of any provider; null if there are none.</summary>
    public List<BodyField>? Reasoning { get; init; }

    /// <summary>The fields <c>extra_content</c> of tool calls, which have Google's signatures; null if there are none.</summary>
    public List<BodyField>? CallExtras { get; init; }

    /// <summary>The value of <c>max_tokens</c>; null if absent.</summary>
    public Range? MaxTokens { get; init; }

    /// <summary>The value of <c>max_completion_tokens</c>; null if absent.</summary>
    public Range? MaxCompletionTokens { get; init; }

    /// <summary>The value of <c>n_predict</c>; null if absent.</summary>
    public Range? EngineLimit { get; init; }

    /// <summary>The fields temperature, top_p, penalties, biases and log probabilities that are present; null if none is.</summary>
    public List<BodyField>? Sampling { get; init; }

    public BodyField? ReasoningEffort { get; init; }

    /// <summary>The value of <see cref="ReasoningEffort"/>; null if it is not a string.</summary>
    public string? EffortName { get; init; }

    public bool HasTools { get; init; }

    /// <summary>The client's own cache markers; null if there are none.</summary>
    public List<CacheMarker>? CacheMarkers { get; init; }

    /// <summary>The media that endpoints do not accept as they are; null if there are none.</summary>
    public List<MediaSite>? Media { get; init; }

    /// <summary>The ends that a cache marker can have.</summary>
    public ChatMarkerSites MarkerSites { get; init; }

    /// <summary>The field <c>tools</c>, if its list is empty.</summary>
    public BodyField? EmptyTools { get; init; }

    /// <summary>The offset of the bracket that closes <c>messages</c>.</summary>
    public int MessagesEndOffset { get; init; }
}

/// <summary>Values of a body that have to be replaced for every endpoint.</summary>
internal sealed class ChatRepairs
{
    /// <summary>The choice of a tool in the form of another dialect; null if there is none.</summary>
    public ForeignToolChoice? Choice { get; set; }

    /// <summary>The contents of messages that are empty lists, but for those of instructions.</summary>
    public List<EmptyContent> Contents { get; } = [];

    /// <summary>The fields <c>tool_calls</c> with an empty list.</summary>
    public List<BodyField> Calls { get; } = [];
}

/// <summary>A content that is an empty list.</summary>
/// <param name="Value">Its place.</param>
/// <param name="HasCalls">The message has tool calls, beside which the content can be null.</param>
internal readonly record struct EmptyContent(Range Value, bool HasCalls);

/// <summary>A place in a message that names tool calls.</summary>
/// <param name="Value">The value of <c>tool_calls</c> or <c>tool_call_id</c>, including preceding white space.</param>
/// <param name="IsResult">The value is a <c>tool_call_id</c>.</param>
internal readonly record struct ChatToolCallSite(Range Value, bool IsResult)
{
    /// <summary>The end of the message, if this is its last site.</summary>
    public int MessageEnd { get; init; }

    /// <summary>The reasoning of the message, if this is its last site.</summary>
    public MessageReasoning Reasoning { get; init; }
}

/// <summary>The reasoning that a message has.</summary>
/// <param name="Content">The value of <c>reasoning_content</c>; null if absent.</param>
/// <param name="Details">The value of <c>reasoning_details</c>; null if absent.</param>
internal readonly record struct MessageReasoning(Range? Content, Range? Details);

/// <summary>A message with the role system or developer.</summary>
/// <param name="Index">Its place among the messages.</param>
/// <param name="IsDeveloper">The role is developer.</param>
/// <param name="Role">The role, including the quotes.</param>
internal readonly record struct ChatInstruction(int Index, bool IsDeveloper, Range Role)
{
    public Range Message { get; init; }

    /// <summary>The value of its content; empty if it has none.</summary>
    public Range Content { get; init; }
}
