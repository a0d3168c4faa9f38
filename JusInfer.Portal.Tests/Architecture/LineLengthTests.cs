using System.Globalization;
using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Architecture;

/// <summary>
/// No line of C# is added that is longer than <c>.editorconfig</c> allows. The numbers of those that are left only become smaller:
/// whoever changes a long line wraps it.
/// </summary>
public sealed partial class LineLengthTests
{
    private const int Shown = 30;

    [Theory]
    [InlineData("JusInfer.Portal", 2490)]
    [InlineData("JusInfer.Portal.Tests", 4040)]
    [InlineData("JusInfer.E2E", 112)]
    [InlineData("JusInfer.Clients", 197)]
    [InlineData("benchmarks", 63)]
    [InlineData("tools", 348)]
    public void No_long_line_is_added(string folder, int left)
    {
        var editor = File.ReadAllText(Repository.PathOf(".editorconfig"));
        var limit = int.Parse(Limit().Match(editor).Groups["columns"].ValueSpan, CultureInfo.InvariantCulture);
        var found = SourceFiles.Of(folder)
            .OrderByDescending(File.GetLastWriteTimeUtc)
            .SelectMany(file => LongLinesOf(file, limit))
            .ToList();

        found.Count.ShouldBe(
            left,
            $"lines of {folder} beyond {limit} columns: wrap new ones, and write here how many are left. "
            + "Those of the files that were written last:\n"
            + string.Join('\n', found.Take(Shown)));
    }

    private static IEnumerable<string> LongLinesOf(string file, int limit) =>
        File.ReadLines(file)
            .Select((line, index) => (Number: index + 1, line.Length))
            .Where(line => line.Length > limit)
            .Select(line => $"{Path.GetRelativePath(Repository.Root, file)}:{line.Number}: {line.Length} columns");

    [GeneratedRegex(
        "^max_line_length = (?<columns>[0-9]+)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Limit();
}
