using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>A value to try, and the piece of the user's text it was taken from.</summary>
internal readonly record struct Candidate(JsonNode? Value, Literal? From = null);

/// <summary>
/// Values to try for a schema without alternatives that is neither object nor array, the aptest first. Not all satisfy it.
/// </summary>
internal static class ScalarValues
{
    private const int Variants = 40;

    private static readonly int[] Repeats = [1, 2, 0, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 64, 100, 200];

    public static IEnumerable<Candidate> For(JsonObject schema, string name, TextValues text)
    {
        if (schema.TryGetPropertyValue("const", out var constant)) return [new Candidate(constant)];
        if (schema["enum"] is JsonArray allowed)
            return allowed.OrderByDescending(item => item.Text() is { } word && text.Mentions(word))
                .Select(static item => new Candidate(item));

        var type = SchemaTypes.Of(schema);
        return text.Labelled(name, type).Select(Taken)
            .Concat(schema["default"] is { } standard ? [new Candidate(standard)] : [])
            .Concat(text.ByKind(name, type).Select(Taken))
            .Concat(schema["examples"].Items().Select(static item => new Candidate(item)))
            .Concat(Made(schema, name, type, text).Select(static value => new Candidate(value)));

        Candidate Taken(Literal literal) => new(TextValues.Node(literal, type), literal);
    }

    private static IEnumerable<JsonNode?> Made(JsonObject schema, string name, string type, TextValues text) => type switch
    {
        "boolean" => [false, true],
        "integer" => NumberRange.Of(schema).Candidates(whole: true).Select(static number => (JsonNode?)number),
        "number" => NumberRange.Of(schema).Candidates(whole: false).Select(static number => (JsonNode?)number),
        "string" => Texts(schema, name, text).Select(static value => (JsonNode?)value),
        _ => [null],
    };

    private static IEnumerable<string> Texts(JsonObject schema, string name, TextValues text)
    {
        var (least, most) = (schema["minLength"].Count() ?? 0, schema["maxLength"].Count() ?? int.MaxValue);
        if (schema["format"].Text() is { } format)
        {
            for (var variant = 0; variant < Variants; variant++)
            {
                if (TextFormat.Example(format, variant) is { } example) yield return example;
            }
        }

        yield return SampleText.For(name, text.Gist);
        if (schema["pattern"].Text() is { Length: <= 1000 } pattern)
        {
            foreach (var variant in Enumerable.Range(0, Variants))
            {
                foreach (var repeat in Repeats.Append(Math.Min(least, 1000)))
                {
                    if (PatternExample.Of(pattern, repeat, variant) is { } example) yield return example;
                }
            }
        }

        for (var variant = 0; variant < Variants; variant++) yield return SampleText.Fitting(variant, least, most);
    }
}
