using JusInfer.Portal.Reports.Formats;

namespace JusInfer.Portal.Tests.Reports.Formats;

public sealed class MarkdownTableTests
{
    [Theory]
    [InlineData("a | b", @"a \| b")]
    [InlineData(@"a\b", @"a\\b")]
    [InlineData("build`s", @"build\`s")]
    [InlineData("<script>", @"\<script>")]
    [InlineData("[click](https://evil.example)", @"\[click](https\://evil.example)")]
    [InlineData("**ok**", @"\*\*ok\*\*")]
    [InlineData("_ok_", @"\_ok\_")]
    [InlineData("__ok__ then", @"\_\_ok\_\_ then")]
    [InlineData("~~gone~~", @"\~\~gone\~\~")]
    [InlineData("&lt;b>", @"\&lt;b>")]
    [InlineData("&#42;ok&#42;", @"\&#42;ok\&#42;")]
    [InlineData("https://evil.example", @"https\://evil.example")]
    [InlineData("see HTTP://evil.example", @"see HTTP\://evil.example")]
    [InlineData("www.evil.example", @"www\.evil.example")]
    [InlineData("two\r\nlines", "two  lines")]
    public void What_would_be_markup_is_escaped(string name, string cell) => MarkdownTable.Cell(name).ShouldBe(cell);

    [Theory]
    [InlineData("openai/gpt-5.1")]
    [InlineData("requests_per_minute")]
    [InlineData("key_01jd2m and key_01jd2n")]
    [InlineData("_private")]
    [InlineData("~.YWJj")]
    [InlineData("2 * 3 * 4")]
    [InlineData("R&D, legal")]
    [InlineData("12:30")]
    [InlineData("ada@example.com")]
    public void What_is_no_markup_stays_readable(string name) => MarkdownTable.Cell(name).ShouldBe(name);

    [Fact]
    public void Every_row_is_one_line_with_its_cells()
    {
        var table = new MarkdownTable("Name", "Calls");
        table.AddRow("**a**\n| b", "1");

        table.ToString().ShouldBe("| Name | Calls |\n| --- | --- |\n| \\*\\*a\\*\\* \\| b | 1 |\n");
    }
}
