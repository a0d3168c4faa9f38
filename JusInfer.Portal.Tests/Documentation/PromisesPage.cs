using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Documentation;

/// <summary>docs/PROMISES.md: a table with one row per promise. People write the rows, except for the test classes, which come from the traits.</summary>
internal sealed partial class PromisesPage
{
    private static readonly string PagePath = Repository.PathOf("docs", "PROMISES.md");

    private readonly string text = File.ReadAllText(PagePath).ReplaceLineEndings("\n");

    public IReadOnlyList<Row> Rows =>
        [.. RowPattern().Matches(text).Select(static row => new Row(row.Groups["id"].Value, LabelsOf(row.Groups["tests"].Value), row.Groups["open"].Value.Trim()))];

    /// <summary>Replaces the test classes of every row by those that carry its promise.</summary>
    public void Update() => File.WriteAllText(PagePath, RowPattern().Replace(text, static row =>
        $"| {row.Groups["id"].Value} | {row.Groups["promise"].Value.Trim()} | {string.Join(", ", Carriers(row.Groups["id"].Value).Select(static label => $"`{label}`"))} | {row.Groups["open"].Value.Trim()} |"));

    /// <summary>The test classes that carry a promise, in the order of the page.</summary>
    public static IReadOnlyList<string> Carriers(string promise) =>
        [.. TestSources.Classes.Where(test => test.Promises.Contains(promise)).Select(static test => test.Label).Distinct().Order(StringComparer.Ordinal)];

    private static IReadOnlyList<string> LabelsOf(string cell) => [.. cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static label => label.Trim('`'))];

    [GeneratedRegex(@"^\| (?<id>P-\d+) \|(?<promise>[^|\n]*)\|(?<tests>[^|\n]*)\|(?<open>[^|\n]*)\|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowPattern();

    /// <summary>A promise with the labels of its test classes and a note of what is not there yet.</summary>
    public sealed record Row(string Id, IReadOnlyList<string> Tests, string NotYet);
}
