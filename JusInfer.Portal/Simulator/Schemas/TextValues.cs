using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>
/// Offers the values of a text to parameters: by the words before them ("max depth 3"), else by kind and place. A value is used once.
/// </summary>
internal sealed class TextValues
{
    private readonly List<Literal> left;
    private readonly ImmutableHashSet<string> words;

    /// <summary>Reads the values of a text; the offered tools' names are none, quoted or not.</summary>
    public TextValues(string text, ImmutableHashSet<string> names)
    {
        var wish = ExactReply.Without(text);
        left = [.. Literals.In(wish).Where(literal => !names.Contains(literal.Text))];
        words = [.. Word.Of(wish)];
        Gist = Cut.Gist(wish, words: 30, length: 200);
    }

    /// <summary>What the text is about, in a line.</summary>
    public string Gist { get; }

    public bool Mentions(string value) => Word.Of(value) is { IsEmpty: false } named && named.All(words.Contains);

    public IEnumerable<Literal> Labelled(string parameter, string type)
    {
        ImmutableArray<string> label = [.. Word.Of(parameter).Reverse()];
        return label.IsEmpty ? [] : left.Where(literal => Suits(literal, type) && literal.Label.Take(label.Length).SequenceEqual(label));
    }

    public IEnumerable<Literal> ByKind(string parameter, string type)
    {
        if (type is "number" or "integer") return left.Where(static literal => literal.Kind is LiteralKind.Number);
        if (type is not "string") return [];
        ReadOnlySpan<LiteralKind> kinds = Purposes.Of(parameter) switch
        {
            Purpose.Path => [LiteralKind.Path],
            Purpose.Url => [LiteralKind.Url],
            Purpose.Command or Purpose.Query => [LiteralKind.Quoted],
            Purpose.Wish => [],
            _ => [LiteralKind.Quoted, LiteralKind.Name, LiteralKind.Path, LiteralKind.Url],
        };
        return kinds.ToArray().SelectMany(kind => left.Where(literal => literal.Kind == kind));
    }

    public void Take(Literal literal) => left.Remove(literal);

    public static JsonNode? Node(Literal literal, string type) => type switch
    {
        "string" => literal.Text,
        "boolean" => literal.Text is "true",
        _ => decimal.TryParse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static bool Suits(Literal literal, string type) => type switch
    {
        "string" => literal.Kind is not LiteralKind.Truth,
        "number" or "integer" => literal.Kind is LiteralKind.Number,
        "boolean" => literal.Kind is LiteralKind.Truth,
        _ => false,
    };
}
