using System.Text;
using System.Text.Json;

namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>Reads the data sets of single prompts. Sets for non-commercial use are left out.</summary>
internal static class PromptSets
{
    /// <summary>Sets with a license that permits a shipped model: Apache 2.0.</summary>
    public static readonly string[] Licensed =
        ["routellm_mmlu", "routellm_gsm8k", "routellm_mtbench", "mmlu_pro", "zeroeval_gsm", "zeroeval_math-l5", "zeroeval_crux"];

    /// <summary>Sets without a license: for evaluation only.</summary>
    public static readonly string[] Unlicensed = ["bfcl_2024_08", "routerbench_subset"];

    /// <summary>Output tokens of answers whose length was not recorded: the judged ones of MT-Bench.</summary>
    private const double UnknownOutput = 300;

    /// <summary>Dollars per token of the small and the large model: $0.05 and $0.20, $3 and $15 for a million, as in the earlier research.</summary>
    private const double SmallInput = 0.05e-6, SmallOutput = 0.2e-6, LargeInput = 3e-6, LargeOutput = 15e-6;

    public static IReadOnlyList<PromptExample> Read(string folder) =>
        [.. Licensed.Concat(Unlicensed).SelectMany(set => DataFile.Rows(folder, set).Select(row => Example(set, row)))];

    private static PromptExample Example(string set, JsonElement row)
    {
        var messages = row.GetProperty("messages");
        var text = string.Join('\n', messages.EnumerateArray().Select(static message => message.Text("content") ?? ""));
        var (question, tokens, tools) = (Question(text), row.GetProperty("tokens"), row.TryGetProperty("tools", out var listed) ? listed : default);
        var (small, large, words) = ((float)row.GetProperty("weak_ok").GetDouble(), (float)row.GetProperty("strong_ok").GetDouble(), PromptWords.Of(text));
        var prompt = tokens.Number("prompt") ?? 0;
        return new PromptExample
        {
            Set = set,
            Fold = Folds.Of(question, repeat: 5),
            InnerFold = Folds.Of(question, repeat: 6),
            Features = PromptFeatures.Of(text, messages.GetArrayLength(), tools),
            TextWords = words,
            Words = tools.ValueKind == JsonValueKind.Array ? [.. words, .. PromptWords.OfTools(tools)] : words,
            Bytes = Encoding.UTF8.GetByteCount(text),
            Small = small,
            Large = large,
            Average = row.TryGetProperty("outcomes", out var outcomes) && outcomes.EnumerateObject().Any()
                ? (float)outcomes.EnumerateObject().Average(static model => model.Value.ValueKind == JsonValueKind.Number ? model.Value.GetDouble() : 0)
                : (small + large) / 2,
            SmallCost = (prompt * SmallInput) + ((tokens.Number("weak_out") ?? tokens.Number("out") ?? UnknownOutput) * SmallOutput),
            LargeCost = (prompt * LargeInput) + ((tokens.Number("strong_out") ?? tokens.Number("out") ?? UnknownOutput) * LargeOutput),
        };
    }

    /// <summary>The letters and digits of the question, without the instructions and choices around it.</summary>
    private static string Question(string text)
    {
        const string Heading = "## Question:";
        var start = text.IndexOf(Heading, StringComparison.Ordinal) is >= 0 and var heading ? heading + Heading.Length : 0;
        var end = text.AsSpan(start).IndexOfAny("\nA.", "\n## ") is >= 0 and var next ? start + next : text.Length;
        var question = string.Concat(text[start..end].Where(char.IsLetterOrDigit).Take(160)).ToLowerInvariant();
        return question.Length == 0 ? text : question;
    }

    private static int IndexOfAny(this ReadOnlySpan<char> text, string first, string second)
    {
        var (one, other) = (text.IndexOf(first), text.IndexOf(second));
        return one < 0 ? other : other < 0 ? one : Math.Min(one, other);
    }
}
