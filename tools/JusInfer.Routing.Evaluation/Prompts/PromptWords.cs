using System.Text.Json;
using System.Text.RegularExpressions;

namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>
/// The words of a prompt, and pairs of neighboring words, as indices of a table. Unlike the words of a step, they are those of the whole prompt from its start, and
/// numbers are told apart.
/// </summary>
internal static partial class PromptWords
{
    public const int Bits = 16;

    public const int Size = 1 << Bits;

    private const int MaxLetters = 4_000;

    /// <returns>Each index once, with one more than the logarithm of its number.</returns>
    public static (ushort Word, float Frequency)[] Of(string text)
    {
        string[] words = [.. Word().Matches(text.Length > MaxLetters ? text[..MaxLetters] : text).Select(static match => match.Value.ToLowerInvariant())];
        return
        [
            .. words.Concat(words.Zip(words.Skip(1), static (first, second) => $"{first} {second}"))
                .CountBy(IndexOf)
                .Select(static pair => (pair.Key, 1 + MathF.Log(pair.Value))),
        ];
    }

    /// <summary>The words of the names of tools and of their parameters with their types. They are told apart from those of the text.</summary>
    public static (ushort Word, float Frequency)[] OfTools(JsonElement tools)
    {
        var words = new List<string>();
        foreach (var function in tools.EnumerateArray().Select(static tool => tool.TryGetProperty("function", out var function) ? function : tool))
        {
            AddName(function.Text("name") ?? string.Empty);
            if (!function.TryGetProperty("parameters", out var schema) || !schema.TryGetProperty("properties", out var properties)) continue;
            foreach (var property in properties.EnumerateObject())
            {
                AddName(property.Name);
                words.Add($"type {(property.Value.ValueKind == JsonValueKind.Object ? property.Value.Text("type") : null)}");
            }
        }

        return [.. words.CountBy(static word => IndexOf("tool " + word)).Select(static pair => (pair.Key, 1 + MathF.Log(pair.Value)))];

        void AddName(string name) => words.AddRange(Word().Matches(name).Select(static match => match.Value.ToLowerInvariant()).Where(static word => char.IsLetter(word[0])));
    }

    /// <summary>FNV-1a over the letters, mixed and cut to the size of the table.</summary>
    private static ushort IndexOf(string word)
    {
        var hash = 0x811C9DC5u;
        foreach (var letter in word) hash = (hash ^ letter) * 0x01000193;
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6D;
        return (ushort)(hash ^ (hash >> 13));
    }

    [GeneratedRegex(@"\p{L}+|\d+|[^\s\p{L}\d]", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
