using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>
/// Assigns the literals of a text to parameters: by the words before them ("max depth 3"), otherwise by kind and order. Each is used once.
/// </summary>
internal sealed class TextValues
{
    private readonly List<Literal> unused;
    private readonly ImmutableHashSet<string> words;

    /// <param name="text">The text.</param>
    /// <param name="toolNames">The names of the request's tools. They are not values, even in quotation marks.</param>
    public TextValues(string text, ImmutableHashSet<string> toolNames)
    {
        var instruction = ExactReply.Remove(text);
        unused = [.. LiteralReader.ReadAll(instruction).Where(literal => !toolNames.Contains(literal.Text))];
        words = [.. Word.WordsOf(instruction)];
        Excerpt = TextTruncation.Excerpt(instruction, words: 30, length: 200);
    }

    /// <summary>The start of the text, in one line of at most 200 characters.</summary>
    public string Excerpt { get; }

    public bool Mentions(string value) => Word.WordsOf(value) is { IsEmpty: false } named && named.All(words.Contains);

    public IEnumerable<Literal> FindByLabel(string parameter, string type)
    {
        ImmutableArray<string> label = [.. Word.WordsOf(parameter).Reverse()];
        return label.IsEmpty
            ? []
            : unused.Where(literal => MatchesType(literal, type) && literal.Label.Take(label.Length).SequenceEqual(label));
    }

    public IEnumerable<Literal> FindByKind(string parameter, string type)
    {
        if (type is "number" or "integer") return unused.Where(static literal => literal.Kind is LiteralKind.Number);
        if (type is not "string") return [];
        ReadOnlySpan<LiteralKind> kinds = ParameterPurposes.Of(parameter) switch
        {
            ParameterPurpose.Path => [LiteralKind.Path],
            ParameterPurpose.Url => [LiteralKind.Url],
            ParameterPurpose.Command or ParameterPurpose.Query => [LiteralKind.Quoted],
            ParameterPurpose.Instruction => [],
            _ => [LiteralKind.Quoted, LiteralKind.Name, LiteralKind.Path, LiteralKind.Url],
        };
        return kinds.ToArray().SelectMany(kind => unused.Where(literal => literal.Kind == kind));
    }

    public void MarkUsed(Literal literal) => unused.Remove(literal);

    public static JsonNode? ToJson(Literal literal, string type) => type switch
    {
        "string" => literal.Text,
        "boolean" => literal.Text is "true",
        _ => decimal.TryParse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static bool MatchesType(Literal literal, string type) => type switch
    {
        "string" => literal.Kind is not LiteralKind.Boolean,
        "number" or "integer" => literal.Kind is LiteralKind.Number,
        "boolean" => literal.Kind is LiteralKind.Boolean,
        _ => false,
    };
}
