using System.Globalization;
using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Documentation;

/// <summary>docs/SECURITY-REVIEW.md: no row is met without a test that exists, none is left out of the numbers, and every other row has a reason.</summary>
public sealed partial class SecurityReviewTests
{
    private const string Met = "met";
    private const string NotApplicable = "not applicable";
    private const string Open = "open";
    private const string TestMissing = "Test missing: ";

    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "SECURITY-REVIEW.md")).ReplaceLineEndings("\n");

    private static readonly Row[] Rows =
    [
        .. from row in RowPattern().Matches(Page)
           let cells = row.Groups
           select new Row(cells["id"].Value, cells["demand"].Value.Trim(), cells["status"].Value.Trim(), cells["shown"].Value.Trim()),
    ];

    [Fact]
    public void Every_line_of_a_chapter_table_is_a_row_with_four_cells() =>
        Rows.Length.ShouldBe(Page.Split('\n').Count(static line => Ids().IsMatch(line)));

    [Fact]
    public void Every_row_has_a_demand_and_one_of_three_statuses() =>
        Rows.Where(static row => row.Demand.Length == 0 || row.Status is not (Met or NotApplicable or Open)).ShouldBeEmpty();

    [Fact]
    public void Every_test_that_a_row_names_exists()
    {
        var existing = TestSources.Classes.Select(static test => test.Label).ToHashSet(StringComparer.Ordinal);

        Rows.SelectMany(static row => row.Tests, static (row, test) => (row.Id, Test: test)).Where(use => !existing.Contains(use.Test)).ShouldBeEmpty();
    }

    [Fact]
    public void A_row_that_is_met_names_a_test() => Rows.Where(static row => row.Status == Met && row.Tests.Count == 0).ShouldBeEmpty();

    [Fact]
    public void Every_other_row_has_a_reason() => Rows.Where(static row => row.Status != Met && !Words().IsMatch(row.Shown)).ShouldBeEmpty();

    [Fact]
    public void Requirements_are_listed_once_and_in_order()
    {
        var ids = Rows.Select(static row => Version.Parse(row.Id)).ToList();

        ids.ShouldBe(ids.Distinct().Order());
    }

    [Theory]
    [InlineData(Met)]
    [InlineData(NotApplicable)]
    [InlineData(Open)]
    public void The_summary_has_the_number_of_rows_with_a_status(string status) =>
        SummaryOf(status).ShouldBe(Rows.Count(row => row.Status == status));

    [Fact]
    public void The_summary_has_the_number_of_rows_that_lack_only_a_test() =>
        SummaryOf("only a test is missing").ShouldBe(Rows.Count(static row => row.Status == Open && row.Shown.StartsWith(TestMissing, StringComparison.Ordinal)));

    private static int SummaryOf(string line) =>
        int.Parse(Summary().Matches(Page).Single(match => match.Groups["line"].Value == line).Groups["rows"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (?<id>\d+\.\d+\.\d+) \|(?<demand>[^|\n]*)\|(?<status>[^|\n]*)\|(?<shown>[^|\n]*)\|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"^\|\s*\d+\.\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ids();

    [GeneratedRegex(@"\w+ \w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();

    [GeneratedRegex(@"^\| (?<line>[a-z ]+) \| (?<rows>\d+) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Summary();

    [GeneratedRegex(@"`(?<label>(E2E|Clients)/\w+|\w+(Tests|Contract))`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestClasses();

    /// <param name="Id">The id of the requirement.</param>
    /// <param name="Demand">What it demands.</param>
    /// <param name="Status">Whether it is met.</param>
    /// <param name="Shown">The tests that show it, or why it is not met.</param>
    private sealed record Row(string Id, string Demand, string Status, string Shown)
    {
        public IReadOnlyList<string> Tests => [.. TestClasses().Matches(Shown).Select(static test => test.Groups["label"].Value)];
    }
}
