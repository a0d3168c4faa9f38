using System.Globalization;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// How one target is asked to continue an interrupted answer: the turns at the end of its request, and the rest of its token limit.
/// </summary>
internal sealed record ContinuationPlan
{
    /// <summary>The maximum size in tokens of the anchor, which a model repeats if it is asked to.</summary>
    private const int AnchorTokens = 32;

    private readonly int delivered;

    private ContinuationPlan(Continuation mode, int delivered) => (Mode, this.delivered) = (mode, delivered);

    /// <summary>A mode that the target's dialect supports.</summary>
    public Continuation Mode { get; }

    /// <summary>
    /// The delivered text, for an assistant turn. Null if the client has received no text; the original request is then sent again.
    /// </summary>
    public JsonText? AssistantText { get; private init; }

    /// <summary>The user turn after it; null if the model continues the assistant turn itself.</summary>
    public JsonText? UserPrompt { get; private init; }

    /// <summary>The size of the two turns in bytes.</summary>
    public int AddedBytes => JsonText.Utf8Length((AssistantText ?? JsonText.Empty).Escaped) + JsonText.Utf8Length((UserPrompt ?? JsonText.Empty).Escaped);

    /// <param name="interrupted">The interrupted answer.</param>
    /// <param name="mode">The target's preferred mode.</param>
    /// <param name="format">The required format of the answer.</param>
    public static ContinuationPlan Of(InterruptedAnswer interrupted, Continuation mode, OutputFormat format)
    {
        // A schema and a pending tool call are described in the prompt, because the request's own fields would make the model start a new
        // answer.
        if (interrupted.Announced is not null || format is OutputFormat.JsonSchema) mode = Continuation.Anchor;
        var plan = new ContinuationPlan(mode, interrupted.DeliveredTokens);
        if (!interrupted.HasText) return plan;
        return mode == Continuation.Anchor
            ? plan with
            {
                AssistantText = JsonText.Of(interrupted.Text),
                UserPrompt = JsonText.Of(ContinuationPrompt.For(interrupted.Text, format, interrupted.Announced?.Name).ToString()),
            }
            // Anthropic rejects an assistant message that ends in white space.
            : plan with { AssistantText = JsonText.Of(mode == Continuation.Prefill ? interrupted.Text.TrimEnd() : interrupted.Text) };
    }

    /// <summary>The plan for a request that is not translated; null for a first answer.</summary>
    public static ContinuationPlan? Of(Call call, IUpstreamDialect dialect) =>
        call.Interrupted is { } interrupted ? Of(interrupted, dialect.ContinuationMode(call), OutputFormat.Text) : null;

    /// <summary>The rest of the answer's token limit.</summary>
    /// <param name="requested">The limit in the client's request, in tokens.</param>
    public int RemainingLimit(int requested)
    {
        var repeated = UserPrompt is null ? 0 : Math.Min(AnchorTokens, delivered);
        return Math.Min(requested, Math.Max(1, requested - delivered) + repeated);
    }

    /// <summary>Lowers a token limit in a body.</summary>
    /// <param name="patch">The patch of the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="value">The range of the limit's value; null if the body has no such field.</param>
    /// <param name="min">The minimum number of tokens that the dialect accepts.</param>
    public void PatchLimit(BodyPatch patch, ReadOnlySpan<byte> body, Range? value, int min = 1)
    {
        if (value is not { } range || !TryReadLimit(body[range], out var requested)) return;
        var remaining = Math.Max(RemainingLimit(requested), min);
        if (remaining < requested) patch.Replace(range, Encoding.ASCII.GetBytes(remaining.ToString(CultureInfo.InvariantCulture)));
    }

    private static bool TryReadLimit(ReadOnlySpan<byte> number, out int limit)
    {
        var json = new Utf8JsonReader(number);
        limit = 0;
        if (!json.Read() || json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var count)) return false;
        limit = (int)Math.Min(count, int.MaxValue);
        return true;
    }
}
