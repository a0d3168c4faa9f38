using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>The cached data of one tool call.</summary>
/// <param name="Answer">What the calls of the answer share.</param>
/// <param name="Extra">The further properties of this call.</param>
internal sealed record CachedReasoning(AnswerReasoning Answer, JsonElement? Extra);

/// <summary>The reasoning of an answer that calls tools.</summary>
/// <param name="Parts">The reasoning in its order, each part with its place.</param>
/// <param name="TextLength">The length of the answer's text in UTF-8 bytes.</param>
/// <param name="Maker">The maker of the answer.</param>
internal sealed record AnswerReasoning(ImmutableArray<PlacedReasoning> Parts, int TextLength, ReasoningMaker Maker)
{
    /// <summary>A provider recognizes it, so that it must come back unchanged.</summary>
    public bool IsSigned => Parts.Any(static placed => placed.Part.Signature is not null);

    /// <summary>The size of its texts and signatures in bytes.</summary>
    public int Length => Parts.Sum(static placed => placed.Part.Value.Escaped.Length + (placed.Part.Signature?.Value.Escaped.Length ?? 0));

    /// <summary>OpenRouter's details of it; null if there are none.</summary>
    public JsonText? Details => DetailsIn(Parts.Select(static placed => placed.Part));

    /// <summary>The readable reasoning; null if there is none.</summary>
    public JsonText? Text
    {
        get
        {
            JsonText[] texts = [.. Parts.Select(static placed => placed.Part.Value).Where(static text => !text.IsEmpty)];
            return texts.Length == 0 ? null : JsonText.Join(texts);
        }
    }

    /// <summary>OpenRouter's details of reasoning; null if there are none.</summary>
    public static JsonText? DetailsIn(IEnumerable<Part> parts) => parts.OfType<Part.Reasoning>()
        .LastOrDefault(static part => part.Signature?.Kind == ReasoningSignatureKind.ReasoningDetails)?.Signature!.Value;

    /// <summary>
    /// The parts of the client's turn with the reasoning in its place: a provider rejects signed reasoning in another order. If the client
    /// has changed the text, all of it comes first. Reasoning that the client has sent without its signature is left out.
    /// </summary>
    public ImmutableArray<Part> InsertInto(ImmutableArray<Part> turn)
    {
        var parts = turn.RemoveAll(static part => part is Part.Reasoning);
        var isUnchanged = parts.OfType<Part.Text>().Sum(static text => JsonText.Utf8Length(text.Value.Escaped)) == TextLength;
        if (!isUnchanged || Parts.All(static placed => placed is { TextBefore: 0, CallsBefore: 0 }))
            return [.. Parts.Select(static placed => placed.Part), .. parts];
        var result = ImmutableArray.CreateBuilder<Part>();
        var (next, text, calls) = (0, 0, 0);
        foreach (var part in parts)
        {
            if (part is Part.Text content) InsertInto(content);
            else InsertBefore(part);
        }

        result.AddRange(Parts.Skip(next).Select(static placed => placed.Part));
        return result.ToImmutable();

        void InsertInto(Part.Text content)
        {
            ReadOnlySpan<byte> utf8 = Encoding.UTF8.GetBytes(content.Value.Decode());
            var start = 0;
            while (next < Parts.Length && Parts[next].CallsBefore <= calls && Parts[next].TextBefore < text + utf8.Length)
            {
                var end = Math.Max(Parts[next].TextBefore - text, start);
                if (end > start) result.Add(new Part.Text(JsonText.OfUtf8(utf8[start..end])));
                (start, next) = (end, next + 1);
                result.Add(Parts[next - 1].Part);
            }

            text += utf8.Length;
            result.Add(start == 0 ? content : content with { Value = JsonText.OfUtf8(utf8[start..]) });
        }

        void InsertBefore(Part part)
        {
            if (part is not Part.ToolCall)
            {
                result.Add(part);
                return;
            }

            while (next < Parts.Length && Parts[next].CallsBefore <= calls && Parts[next].TextBefore <= text)
                result.Add(Parts[next++].Part);
            result.Add(part);
            calls++;
        }
    }
}

/// <summary>Reasoning and its place in the answer.</summary>
/// <param name="Part">The reasoning.</param>
/// <param name="TextBefore">The length of the text before it, in UTF-8 bytes.</param>
/// <param name="CallsBefore">The number of tool calls before it.</param>
internal readonly record struct PlacedReasoning(Part.Reasoning Part, int TextBefore, int CallsBefore);
