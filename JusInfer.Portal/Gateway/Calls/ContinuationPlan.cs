using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// How one target is asked to continue an interrupted answer: the messages appended to the request, and the remaining token limit.
/// </summary>
internal sealed record ContinuationPlan
{
    /// <summary>The tokens reserved for the repeated anchor.</summary>
    private const int AnchorTokens = 32;

    private readonly int delivered;

    private ContinuationPlan(Continuation mode, int delivered) => (Mode, this.delivered) = (mode, delivered);

    /// <summary>A mode that the target supports.</summary>
    public Continuation Mode { get; }

    /// <summary>The delivered text, as the assistant's message; null if there is none, and the request is then sent unchanged.</summary>
    public JsonText? AssistantText { get; private init; }

    /// <summary>The instruction to continue; null if the model continues the assistant's message itself.</summary>
    public JsonText? UserPrompt { get; private init; }

    /// <summary>The size of both messages in the prompt. Bytes.</summary>
    public int AddedBytes => JsonText.Utf8Length((AssistantText ?? JsonText.Empty).Escaped) + JsonText.Utf8Length((UserPrompt ?? JsonText.Empty).Escaped);

    /// <param name="interrupted">The interrupted answer.</param>
    /// <param name="mode">The target's preferred mode.</param>
    /// <param name="format">The required format of the answer.</param>
    public static ContinuationPlan Create(InterruptedResponse interrupted, Continuation mode, OutputFormat format)
    {
        // A schema or an announced tool call can only be required in the instruction: the request's own fields would start a new answer.
        if (interrupted.Announced is not null || format is OutputFormat.JsonSchema) mode = Continuation.Anchor;
        var plan = new ContinuationPlan(mode, interrupted.DeliveredTokens);
        if (!interrupted.HasText) return plan;
        return mode == Continuation.Anchor
            ? plan with
            {
                AssistantText = JsonText.From(interrupted.Text),
                UserPrompt = JsonText.From(ContinuationPrompt.For(interrupted.Text, format, interrupted.Announced?.Name).ToString()),
            }
            // Anthropic rejects trailing white space.
            : plan with { AssistantText = JsonText.From(mode == Continuation.Prefill ? interrupted.Text.TrimEnd() : interrupted.Text) };
    }

    /// <summary>The plan for a request that is not translated; null for a first answer.</summary>
    public static ContinuationPlan? Create(Call call, IUpstreamDialect dialect) =>
        call.Interrupted is { } interrupted ? Create(interrupted, dialect.ContinuationMode(call), OutputFormat.Text) : null;

    /// <summary>The remaining token limit.</summary>
    /// <param name="requested">The limit in the client's request, in tokens.</param>
    public int RemainingLimit(int requested)
    {
        var repeated = UserPrompt is null ? 0 : Math.Min(AnchorTokens, delivered);
        return Math.Min(requested, Math.Max(1, requested - delivered) + repeated);
    }
}
