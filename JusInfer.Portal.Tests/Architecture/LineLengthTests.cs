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
    [Theory]
    [InlineData("JusInfer.Portal", 2917)]
    [InlineData("JusInfer.Portal.Tests", 4245)]
    [InlineData("JusInfer.E2E", 130)]
    [InlineData("JusInfer.Clients", 202)]
    [InlineData("benchmarks", 70)]
    [InlineData("tools", 348)]
    public void No_long_line_is_added(string folder, int left)
    {
        var editor = File.ReadAllText(Repository.PathOf(".editorconfig"));
        var limit = int.Parse(Limit().Match(editor).Groups["columns"].ValueSpan, CultureInfo.InvariantCulture);
        var count = FilesOf(folder).SelectMany(static file => File.ReadLines(file)).Count(line => line.Length > limit);

        count.ShouldBe(left, $"lines of {folder} beyond {limit} columns: wrap new ones, and write here how many are left");
    }

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory
            .EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !NotWritten().IsMatch(file));

    [GeneratedRegex(
        "^max_line_length = (?<columns>[0-9]+)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Limit();

    /// <summary>What is built, installed or generated.</summary>
    [GeneratedRegex(
        "[/\\\\](bin|obj|node_modules|Migrations)[/\\\\]",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotWritten();
}
