using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>What the form of a single prompt and its tools says about it.</summary>
internal static partial class PromptFeatures
{
    /// <summary>The first features, which the earlier research has as well.</summary>
    public const int Earlier = 24;

    /// <summary>
    /// The last features, whose values come from the words: the scores for a right small, a right large and an average model and for the gain, and how the most similar prompts
    /// were answered by the small and the large model.
    /// </summary>
    public const int Scores = 6;

    private static readonly FrozenSet<string>[] Subjects =
    [
        ["equation", "equations", "integral", "probability", "theorem", "prove", "triangle", "polynomial", "matrix", "percent", "sum", "product"],
        ["def", "return", "class", "function", "python", "import", "assert", "array", "string", "code", "sql", "regex"],
        ["why", "because", "explain", "reason", "therefore", "conclude", "infer", "assume", "if", "then"],
        ["json", "format", "list", "table", "bullet", "field", "exactly", "only"],
        ["not", "never", "except", "incorrect", "false", "none", "without"],
    ];

    /// <summary>Words that join several requests in one prompt.</summary>
    private static readonly FrozenSet<string> Conjunctions = ["and", "also", "then", "both", "each", "after", "respectively"];

    public static float[] Of(string text, int messages, JsonElement tools)
    {
        var words = Word().Matches(text).Select(static match => match.Value.ToLowerInvariant()).ToArray();
        var lines = text.Split('\n');
        var (properties, required, count, structured, limited) = (0, 0, 0, 0, 0);
        if (tools.ValueKind == JsonValueKind.Array)
        {
            foreach (var tool in tools.EnumerateArray())
            {
                count++;
                if (!tool.TryGetProperty("function", out var function) || !function.TryGetProperty("parameters", out var schema)) continue;
                if (schema.TryGetProperty("properties", out var named) && named.ValueKind == JsonValueKind.Object)
                {
                    JsonElement[] types = [.. named.EnumerateObject().Select(static property => property.Value).Where(static type => type.ValueKind == JsonValueKind.Object)];
                    properties += types.Length;
                    structured += types.Count(static type => type.Text("type") is "array" or "dict" or "object" or "tuple");
                    limited += types.Count(static type => type.TryGetProperty("enum", out _));
                }

                if (schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array) required += names.GetArrayLength();
            }
        }

        var length = Math.Max(1f, text.Length);
        return
        [
            Log(text.Length),
            Log(words.Length),
            length / (words.Length + 1),
            text.Count(char.IsAsciiDigit) / length,
            text.Count(char.IsUpper) / length,
            text.Count(static letter => char.IsPunctuation(letter) || char.IsSymbol(letter)) / length,
            Log(lines.Length),
            text.Count(static letter => letter == '?'),
            Log(text.Count(static letter => letter is '$' or '\\' or '^')),
            Log(Number().Count(text)),
            lines.Count(static line => line.Length > 2 && line[0] is >= 'A' and <= 'J' && line[1] is '.' or ')'),
            words.Length == 0 ? 1 : words.Distinct().Count() / (float)words.Length,
            words.Length == 0 ? 0 : (float)words.Average(static word => word.Length),
            Log(lines.Max(static line => line.Length)),
            messages,
            count,
            Log(properties),
            Log(required),
            tools.ValueKind == JsonValueKind.Array ? Log(tools.GetRawText().Length) : 0,
            .. Subjects.Select(subject => (float)words.Count(subject.Contains)),
            words.Count(Conjunctions.Contains),
            text.Count(static letter => letter is '"' or '\'' or '`'),
            text.Count(static letter => letter == ','),
            structured,
            limited,
            properties - required,
            .. new float[Scores],
        ];
    }

    private static float Log(int count) => MathF.Log(1 + count);

    [GeneratedRegex(@"\p{L}+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@"\d+(?:\.\d+)?", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
