using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>A request for a response, as far as the gateway uses it.</summary>
internal sealed record ResponsesRequest : CallRequest
{
    private HashSet<string>? customTools;

    public override Dialect Dialect => ResponsesDialect.Id;

    public override bool ForbidsReasoning => Ranges.EffortName is "none";

    public required ResponsesRequestRanges Ranges { get; init; }

    /// <summary>
    /// Whether to store the response, so that clients can fetch it and continue from it. True by default in this dialect.
    /// </summary>
    public bool Store { get; init; } = true;

    /// <summary>The stored response that the request continues from.</summary>
    public string? PreviousResponseId { get; init; }

    /// <summary>The items from stored responses; null if the request refers to none.</summary>
    public RecalledItems? Recalled { get; init; }

    /// <summary>The form in which the request asks to compact the conversation.</summary>
    public CompactionMode Compaction { get; init; }

    /// <summary>The items that replace the gateway's compaction items in the input: messages with their summaries.</summary>
    public ImmutableArray<OpenedCompaction> OpenedCompactions { get; init; } = [];

    public override bool IsSentWhole => Compaction != CompactionMode.None;

    public override ReadOnlyMemory<byte> RecalledItems => Recalled?.Before ?? default;

    public override long RecalledBytes =>
        Recalled is null ? 0 : Recalled.Before.Length + Recalled.Referenced.Sum(static item => (long)item.Length);

    public override bool LimitsToolCalls => true;

    public override bool HasProviderCompaction => Ranges.Compactions.Length > OpenedCompactions.Length;

    public override string? FirstToolCallIn(ReadOnlySpan<byte> body)
    {
        if (Recalled is not { Before.IsEmpty: false } recalled) return Ranges.Calls?.FirstCallIn(body);
        byte[] items = [(byte)'[', .. recalled.Before.Span, (byte)']'];
        return ResponsesInputReader.Read(items).Calls?.FirstCallIn(items) ?? Ranges.Calls?.FirstCallIn(body);
    }

    public override bool HasCustomTools => Ranges.HasCustomTools;

    public override bool DeclaresCustomTool(ReadOnlyMemory<byte> body, string name) =>
        HasCustomTools && (customTools ??= CustomToolNames.In(body[Ranges.Echoed[ResponsesFields.Tools]])).Contains(name);

    public override ReadOnlySpan<byte> LastSignatureIn(ReadOnlySpan<byte> body)
    {
        if (LastSignature is not null || Recalled is not { Before.IsEmpty: false } recalled) return base.LastSignatureIn(body);
        byte[] items = [(byte)'[', .. recalled.Before.Span, (byte)']'];
        return ResponsesInputReader.Read(items).LastSignature is { } token ? items.AsSpan(token)[1..^1] : default;
    }
}

/// <summary>Items of stored responses that a request refers to.</summary>
internal sealed record RecalledItems
{
    /// <summary>
    /// The conversation up to and including the response that the request continues from: JSON objects separated by commas, without
    /// brackets.
    /// </summary>
    public ReadOnlyMemory<byte> Before { get; init; }

    /// <summary>The number of items in <see cref="Before"/>.</summary>
    public int Count { get; init; }

    /// <summary>The item for each of <see cref="ResponsesRequestRanges.References"/>.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Referenced { get; init; } = [];
}

/// <summary>An input item that refers to a stored item.</summary>
/// <param name="Span">The range of the whole item in the body.</param>
/// <param name="Id">The id of the stored item.</param>
/// <param name="Number">The index of the item in the input.</param>
internal readonly record struct ItemReference(Range Span, string Id, int Number);

/// <summary>The id of an item that does not begin like OpenAI's for its type.</summary>
/// <param name="Value">The range of the id between its quotes.</param>
/// <param name="Prefix">How it has to begin.</param>
internal readonly record struct ForeignItemId(Range Value, string Prefix);

/// <summary>A reasoning item with a signature of a provider of this dialect.</summary>
/// <param name="Span">The range of the whole item in the body.</param>
/// <param name="Signature">The range of the signature between its quotes.</param>
internal readonly record struct SignedItem(Range Span, Range Signature);

/// <summary>The ranges of a body that are replaced before it is sent upstream, or repeated in the answer. Offsets in bytes.</summary>
internal readonly record struct ResponsesRequestRanges
{
    /// <summary>The model's string token, including the quotes.</summary>
    public required Range Model { get; init; }

    /// <summary>The value of <c>input</c>, a string or an array; null if absent.</summary>
    public Range? Input { get; init; }

    /// <summary>The number of items in the input; a string counts as one.</summary>
    public int InputItems { get; init; }

    /// <summary>The fields temperature, top_p and top_logprobs that are present.</summary>
    public ImmutableArray<BodyField> Sampling { get; init; }

    /// <summary>The element of <c>include</c> that requests log probabilities.</summary>
    public Range? LogprobsInclude { get; init; }

    /// <summary>The value of <c>reasoning</c>; null if absent.</summary>
    public Range? Reasoning { get; init; }

    /// <summary>The field <c>reasoning.effort</c>; null if absent.</summary>
    public BodyField? Effort { get; init; }

    /// <summary>The value of <see cref="Effort"/>; null if it is not a string.</summary>
    public string? EffortName { get; init; }

    /// <summary>The value of <c>max_output_tokens</c>; null if absent.</summary>
    public Range? MaxOutputTokens { get; init; }

    public Range? Store { get; init; }

    public Range? PreviousResponseId { get; init; }

    /// <summary>The value of <c>include</c>; null if absent.</summary>
    public Range? Include { get; init; }

    /// <summary><c>tools</c> has custom tools, also in namespaces.</summary>
    public bool HasCustomTools { get; init; }

    /// <summary><c>include</c> contains <c>reasoning.encrypted_content</c>.</summary>
    public bool IncludesReasoning { get; init; }

    /// <summary>Reasoning items without a signature that a provider of this dialect knows.</summary>
    public ImmutableArray<Range> ForeignItems { get; init; }

    /// <summary>Reasoning items with a signature.</summary>
    public ImmutableArray<SignedItem> SignedItems { get; init; }

    public ImmutableArray<ItemReference> References { get; init; }

    /// <summary>The ids of function and custom tool calls; null if there are none.</summary>
    public ToolCallIdSites? Calls { get; init; }

    /// <summary>The ids of items that do not begin like OpenAI's for their type; null if there are none.</summary>
    public List<ForeignItemId>? ForeignIds { get; init; }

    /// <summary>The field <c>instructions</c>; null if it is absent or empty.</summary>
    public Range? InstructionsField { get; init; }

    /// <summary>The role of the first item if it is a system or developer message; otherwise null.</summary>
    public Range? FirstInstruction { get; init; }

    /// <summary>The roles of system and developer messages after the first item; null if there are none.</summary>
    public List<Range>? Instructions { get; init; }

    /// <summary>A system or developer message is between a call and its result.</summary>
    public bool HasInstructionBeforeResult { get; init; }

    /// <summary>The schemas of tools that are not one object; null if there are none.</summary>
    public List<Range>? UnionSchemas { get; init; }

    /// <summary>The media of the input that endpoints do not accept as they are; null if there are none.</summary>
    public List<MediaSite>? Media { get; init; }

    /// <summary>The choice of a tool in the form of another dialect; null if there is none.</summary>
    public ForeignToolChoice? ForeignChoice { get; init; }

    /// <summary>The arguments of function calls that are not the text of an object; null if there are none.</summary>
    public List<Range>? OddArguments { get; init; }

    /// <summary>The compaction items of the input, which replace earlier items.</summary>
    public ImmutableArray<CompactionItem> Compactions { get; init; }

    /// <summary>The items of type <c>compaction_trigger</c>.</summary>
    public ImmutableArray<Range> CompactionTriggers { get; init; }

    /// <summary>
    /// The values of the fields that a response repeats, in the order of <see cref="ResponsesFields.Echoed"/>; empty if absent or null.
    /// </summary>
    public ImmutableArray<Range> Echoed { get; init; }
}
