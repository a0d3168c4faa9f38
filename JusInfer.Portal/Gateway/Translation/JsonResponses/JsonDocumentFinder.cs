using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.JsonResponses;

/// <summary>
/// Finds the JSON documents in the text of a model that was asked for one: the text as a whole, or each object and array within other words,
/// such as a Markdown fence or an introduction. Reasoning in think tags is skipped.
/// </summary>
internal static class JsonDocumentFinder
{
    private const string ThinkEnd = "</think>";

    /// <summary>The maximum number of places at which a document is looked for. Bounds the time for a text with many braces.</summary>
    private const int MaxCandidates = 64;

    /// <summary>A property that occurs twice makes a document ambiguous, and clients differ in which one they use.</summary>
    private static readonly JsonDocumentOptions Options = JsonDepth.DocumentOptions with { AllowDuplicateProperties = false };

    private static readonly byte[] Opening = [(byte)'{', (byte)'['];

    /// <summary>The documents in order, as slices of the text.</summary>
    public static IEnumerable<FoundJson> Find(string text)
    {
        var content = text.LastIndexOf(ThinkEnd, StringComparison.Ordinal) is >= 0 and var end ? text[(end + ThinkEnd.Length)..] : text;
        var bytes = Encoding.UTF8.GetBytes(content.Trim());
        if (TryParse(bytes, out var whole))
        {
            yield return new FoundJson(bytes, whole);
            yield break;
        }

        var at = 0;
        for (var candidates = 0; candidates < MaxCandidates; candidates++)
        {
            var next = bytes.AsSpan(at).IndexOfAny(Opening);
            if (next < 0) yield break;
            at += next;
            var length = LengthAt(bytes.AsSpan(at));
            if (length > 0 && TryParse(bytes.AsMemory(at, length), out var value))
            {
                yield return new FoundJson(bytes.AsMemory(at, length), value);
                at += length;
                continue;
            }

            // A part of a malformed document is not the answer.
            if (IsLikelyDocument(bytes.AsSpan(at))) yield break;
            at++;
        }
    }

    /// <summary>The length of the document at the start of a text; 0 if there is none.</summary>
    private static int LengthAt(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text, JsonDepth.ReaderOptions);
        try
        {
            // The reader is not moved past the end, because it would reject the words after the document.
            do json.Read();
            while (json.CurrentDepth > 0 || json.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray));
            return (int)json.BytesConsumed;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    /// <summary>Whether a brace or bracket begins a document and not a word such as <c>{name}</c> or <c>[note]</c>.</summary>
    private static bool IsLikelyDocument(ReadOnlySpan<byte> text)
    {
        var next = text[1..].TrimStart(" \t\r\n"u8);
        return !next.IsEmpty && (next[0] == (byte)'"' || (text[0] == (byte)'[' && next[0] is (byte)'{' or (byte)'['));
    }

    private static bool TryParse(ReadOnlyMemory<byte> text, out JsonNode? value)
    {
        try
        {
            value = JsonNode.Parse(text.Span, documentOptions: Options);
            return true;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            value = null;
            return false;
        }
    }
}

/// <summary>A JSON document in a text.</summary>
/// <param name="Utf8">The document as written.</param>
/// <param name="Value">Its value; null for JSON's null.</param>
internal readonly record struct FoundJson(ReadOnlyMemory<byte> Utf8, JsonNode? Value);
