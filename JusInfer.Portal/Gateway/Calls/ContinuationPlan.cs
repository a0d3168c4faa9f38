using System.Globalization;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// How one target is asked to go on with an answer that broke off: which turns its request ends with, and how much is left of its bound.
/// </summary>
internal sealed record ContinuationPlan
{
    /// <summary>Room for the end that a model repeats when it is asked to. Tokens.</summary>
    private const int AnchorTokens = 32;

    private readonly int delivered;

    private ContinuationPlan(Continuation way, int delivered) => (Mode, this.delivered) = (way, delivered);

    /// <summary>One that the target has words for.</summary>
    public Continuation Mode { get; }

    /// <summary>
    /// What the assistant has said, as it stands in its turn; absent where the client has no text: the request then goes as it came.
    /// </summary>
    public JsonText? AssistantText { get; private init; }

    /// <summary>What the user then asks; absent where a model goes on with the assistant's turn by itself.</summary>
    public JsonText? UserPrompt { get; private init; }

    /// <summary>What the two turns take in the prompt. Bytes.</summary>
    public int AddedBytes => JsonText.Utf8Length((AssistantText ?? JsonText.Empty).Escaped) + JsonText.Utf8Length((UserPrompt ?? JsonText.Empty).Escaped);

    /// <param name="unfinished">The answer.</param>
    /// <param name="way">How the target is best asked.</param>
    /// <param name="format">The form that the answer has to have.</param>
    public static ContinuationPlan Of(InterruptedAnswer unfinished, Continuation way, OutputFormat format)
    {
        // A schema and a call that is due can be told in words alone: the request's own fields for them would begin a new answer.
        if (unfinished.Announced is not null || format is OutputFormat.JsonSchema) way = Continuation.Anchor;
        var plan = new ContinuationPlan(way, unfinished.DeliveredTokens);
        if (!unfinished.HasText) return plan;
        return way == Continuation.Anchor
            ? plan with
            {
                AssistantText = JsonText.Of(unfinished.Text),
                UserPrompt = JsonText.Of(ContinuationPrompt.For(unfinished.Text, format, unfinished.Announced?.Name).ToString()),
            }
            // Anthropic refuses white space at its end.
            : plan with { AssistantText = JsonText.Of(way == Continuation.Prefill ? unfinished.Text.TrimEnd() : unfinished.Text) };
    }

    /// <summary>The plan for a request that stays in its dialect; absent where the call begins its answer.</summary>
    public static ContinuationPlan? Of(Call call, IUpstreamDialect dialect) =>
        call.Interrupted is { } unfinished ? Of(unfinished, dialect.ContinuationMode(call), OutputFormat.Text) : null;

    /// <summary>What is left of the answer's bound.</summary>
    /// <param name="asked">As the caller set it. Tokens.</param>
    public int RemainingLimit(int asked)
    {
        var room = UserPrompt is null ? 0 : Math.Min(AnchorTokens, delivered);
        return Math.Min(asked, Math.Max(1, asked - delivered) + room);
    }

    /// <summary>Lowers a bound that stands in a body.</summary>
    /// <param name="patch">The body's patch.</param>
    /// <param name="body">The body.</param>
    /// <param name="value">Where its value stands; absent where the field is.</param>
    /// <param name="least">The fewest tokens that the dialect takes.</param>
    public void PatchLimit(BodyPatch patch, ReadOnlySpan<byte> body, Range? value, int least = 1)
    {
        if (value is not { } place || !TryReadBound(body[place], out var asked)) return;
        var left = Math.Max(RemainingLimit(asked), least);
        if (left < asked) patch.Replace(place, Encoding.ASCII.GetBytes(left.ToString(CultureInfo.InvariantCulture)));
    }

    private static bool TryReadBound(ReadOnlySpan<byte> number, out int bound)
    {
        var json = new Utf8JsonReader(number);
        bound = 0;
        if (!json.Read() || json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var count)) return false;
        bound = (int)Math.Min(count, int.MaxValue);
        return true;
    }
}
