using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>What the gateway acts on in a request for a response.</summary>
internal sealed record ResponsesRequest : CallRequest
{
    public override Dialect Dialect => Dialect.OpenAiResponses;

    public required ResponsesSpans Spans { get; init; }

    /// <summary>The response is to be kept, so that it can be fetched and gone on from. The dialect's default.</summary>
    public bool Store { get; init; } = true;

    /// <summary>The kept response that this one goes on from.</summary>
    public string? PreviousResponseId { get; init; }

    /// <summary>What kept responses contribute; absent where the request refers to none.</summary>
    public RecalledItems? Recalled { get; init; }
}

/// <summary>Items of kept responses that a request refers to instead of holding them.</summary>
internal sealed record RecalledItems
{
    /// <summary>
    /// The conversation up to the response that the request goes on from: JSON objects with commas between them, no brackets.
    /// </summary>
    public ReadOnlyMemory<byte> Before { get; init; }

    /// <summary>How many they are.</summary>
    public int Count { get; init; }

    /// <summary>In place of each of <see cref="ResponsesSpans.References"/>, the item.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Referenced { get; init; } = [];
}

/// <summary>An item that stands for another, kept one.</summary>
/// <param name="Span">The whole item in the body.</param>
/// <param name="Id">The kept item's id.</param>
/// <param name="Number">Its place in the input.</param>
internal readonly record struct ItemReference(Range Span, string Id, int Number);

/// <summary>
/// Where the parts stand that are replaced on the way upstream or told again in the answer. Offsets in the body, in bytes.
/// </summary>
internal readonly record struct ResponsesSpans
{
    /// <summary>The model's string token, quotes included.</summary>
    public required Range Model { get; init; }

    /// <summary>The value of <c>input</c>, a string or an array; absent where the field is.</summary>
    public Range? Input { get; init; }

    /// <summary>How many items it holds; a string is one.</summary>
    public int InputItems { get; init; }

    /// <summary>temperature, top_p and top_logprobs, as far as they stand there.</summary>
    public ImmutableArray<BodyField> Sampling { get; init; }

    /// <summary>The item of <c>include</c> that asks for log probabilities.</summary>
    public Range? LogprobsInclude { get; init; }

    /// <summary><c>reasoning.effort</c>; absent where the field is.</summary>
    public BodyField? Effort { get; init; }

    /// <summary>The word at <see cref="Effort"/>; absent where that is no text.</summary>
    public string? EffortWord { get; init; }

    /// <summary>The value of <c>max_output_tokens</c>; absent where the field is.</summary>
    public Range? MaxOutputTokens { get; init; }

    public Range? Store { get; init; }

    public Range? PreviousResponseId { get; init; }

    /// <summary>The value of <c>include</c>; absent where the field is.</summary>
    public Range? Include { get; init; }

    /// <summary><c>include</c> names the models' sealed reasoning already.</summary>
    public bool IncludesReasoning { get; init; }

    /// <summary>Reasoning items without a seal that a provider of this dialect would know.</summary>
    public ImmutableArray<Range> ForeignItems { get; init; }

    public ImmutableArray<ItemReference> References { get; init; }

    /// <summary>Where calls of functions and custom tools are named; absent where none is.</summary>
    public ToolCallIdSites? Calls { get; init; }

    /// <summary>A summary stands in the place of items, calls perhaps among them.</summary>
    public bool IsCompacted { get; init; }

    /// <summary>
    /// The values of the fields that a response repeats, at the places of <see cref="ResponsesFields.Echoed"/>; empty where absent or null.
    /// </summary>
    public ImmutableArray<Range> Echoed { get; init; }
}
