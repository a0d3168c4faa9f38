namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>The events and the property in which an item has its reasoning: as a summary, or as the text itself (servers of open models).</summary>
/// <param name="PartEvent">The prefix of the events of a part; empty if parts have no events.</param>
/// <param name="TextEvent">The prefix of the events of the text.</param>
/// <param name="IsSummary">The reasoning is a summary.</param>
internal sealed record ReasoningForm(byte[] PartEvent, byte[] TextEvent, bool IsSummary)
{
    public static readonly ReasoningForm Summary = new(
        "response.reasoning_summary_part"u8.ToArray(), "response.reasoning_summary_text"u8.ToArray(), IsSummary: true);

    public ReadOnlySpan<byte> IndexName => IsSummary ? "summary_index"u8 : "content_index"u8;

    public ReadOnlySpan<byte> PartType => IsSummary ? "summary_text"u8 : "reasoning_text"u8;

    /// <summary>The property of the item with the parts.</summary>
    public ReadOnlySpan<byte> Property => IsSummary ? "summary"u8 : "content"u8;

    /// <summary>The form of an item whose first part has begun.</summary>
    /// <param name="type">The event's type, which ends in <c>_part.added</c>.</param>
    public static ReasoningForm OfPart(ReadOnlySpan<byte> type)
    {
        var isSummary = type.SequenceEqual("response.reasoning_summary_part.added"u8);
        return isSummary ? Summary : new(type[..^".added".Length].ToArray(), "response.reasoning_text"u8.ToArray(), IsSummary: false);
    }

    /// <summary>The form of an item whose text has no parts.</summary>
    /// <param name="type">The event's type, which ends in <c>.delta</c>.</param>
    public static ReasoningForm OfText(ReadOnlySpan<byte> type) =>
        new([], type[..^".delta".Length].ToArray(), type.SequenceEqual("response.reasoning_summary_text.delta"u8));
}
