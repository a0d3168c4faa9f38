using System.Text.Json.Nodes;
using JusInfer.Portal.Primitives.Json;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>A value to try, and the literal of the user's text that it was taken from, if any.</summary>
internal readonly record struct Candidate(JsonNode? Value, Literal? Source = null);

/// <summary>
/// Lists values to try for a schema of a scalar type without alternatives, the max suitable first. Not all of them satisfy the schema.
/// </summary>
internal static class ScalarCandidates
{
    private const int Variants = 40;

    private static readonly int[] RepeatCounts = [1, 2, 0, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 64, 100, 200];

    public static IEnumerable<Candidate> For(JsonObject schema, string name, TextValues text)
    {
        if (schema.TryGetPropertyValue("const", out var constant)) return [new Candidate(constant)];
        if (schema["enum"] is JsonArray allowed)
            return allowed.OrderByDescending(item => item.String() is { } word && text.Mentions(word))
                .Select(static item => new Candidate(item));

        var type = SchemaTypes.Of(schema);
        return text.FindByLabel(name, type).Select(FromText)
            .Concat(schema["default"] is { } defaultValue ? [new Candidate(defaultValue)] : [])
            .Concat(text.FindByKind(name, type).Select(FromText))
            .Concat(schema["examples"].Items().Select(static item => new Candidate(item)))
            .Concat(Generate(schema, name, type, text).Select(static value => new Candidate(value)));

        Candidate FromText(Literal literal) => new(TextValues.ToJson(literal, type), literal);
    }

    private static IEnumerable<JsonNode?> Generate(JsonObject schema, string name, string type, TextValues text) => type switch
    {
        "boolean" => [false, true],
        "integer" => NumberRange.From(schema, checksFormats: true).Candidates(integers: true).Select(static number => (JsonNode?)number),
        "number" => NumberRange.From(schema, checksFormats: true).Candidates(integers: false).Select(static number => (JsonNode?)number),
        "string" => GenerateStrings(schema, name, text).Select(static value => (JsonNode?)value),
        _ => [null],
    };

    private static IEnumerable<string> GenerateStrings(JsonObject schema, string name, TextValues text)
    {
        var (min, max) = (schema["minLength"].NonNegativeInteger() ?? 0, schema["maxLength"].NonNegativeInteger() ?? int.MaxValue);
        if (schema["format"].String() is { } format)
        {
            for (var variant = 0; variant < Variants; variant++)
            {
                if (StringFormat.Example(format, variant) is { } example) yield return example;
            }
        }

        yield return PlaceholderText.For(name, text.Excerpt);
        if (schema["pattern"].String() is { Length: <= 1000 } pattern)
        {
            foreach (var variant in Enumerable.Range(0, Variants))
            {
                foreach (var repeat in RepeatCounts.Append(Math.Min(min, 1000)))
                {
                    if (PatternExample.Generate(pattern, repeat, variant) is { } example) yield return example;
                }
            }
        }

        for (var variant = 0; variant < Variants; variant++) yield return PlaceholderText.OfLength(variant, min, max);
    }
}
