namespace JusInfer.Portal.Tests.Primitives;

public sealed class CsvLineTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("one, two", "\"one, two\"")]
    [InlineData("say \"hello\"", "\"say \"\"hello\"\"\"")]
    [InlineData("=HYPERLINK(0)", "'=HYPERLINK(0)")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    public void A_text_is_quoted_and_no_formula(string text, string expected) => CsvLine.Of([text]).ShouldBe(expected + "\r\n");

    [Fact]
    public void A_value_that_is_no_number_is_no_formula_either() => CsvLine.Of([new Uri("=cmd", UriKind.Relative)]).ShouldBe("'=cmd\r\n");

    [Fact]
    public void Negative_numbers_stay_numbers() => CsvLine.Of([-1, -2L, -0.5m, NanoUsd.FromUsd(-1.25m), null]).ShouldBe("-1,-2,-0.5,-1.25,\r\n");
}
