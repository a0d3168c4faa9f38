using JusInfer.Portal.Reports.Formats;

namespace JusInfer.Portal.Tests.Reports.Formats;

public sealed class NumberFormatTests
{
    [Theory]
    [InlineData("0", "$0")]
    [InlineData("0.0042", "$0.0042")]
    [InlineData("0.00000125", "$0.0000013")]
    [InlineData("0.000000002", "$0.000000002")]
    [InlineData("0.0421", "$0.042")]
    [InlineData("0.9", "$0.900")]
    [InlineData("12.5", "$12.50")]
    [InlineData("1234.567", "$1\u202F234.57")]
    [InlineData("-0.5", "\u2212$0.500")]
    public void Money_has_significant_digits_only(string usd, string expected) =>
        NumberFormat.Money(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(842, "842")]
    [InlineData(1_240, "1.24k")]
    [InlineData(12_340, "12.3k")]
    [InlineData(123_400, "123k")]
    [InlineData(999_499, "999k")]
    [InlineData(999_500, "1M")]
    [InlineData(1_900_000, "1.9M")]
    [InlineData(2_500_000_000, "2.5B")]
    public void Tokens_are_rounded_to_three_digits(long tokens, string expected) => NumberFormat.Tokens(tokens).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0\u202Fms")]
    [InlineData(999, "999\u202Fms")]
    [InlineData(3_240, "3.2\u202Fs")]
    [InlineData(59_949, "59.9\u202Fs")]
    [InlineData(59_990, "1\u202Fmin 0\u202Fs")]
    [InlineData(125_000, "2\u202Fmin 5\u202Fs")]
    public void A_duration_is_in_its_natural_unit(int milliseconds, string expected) => NumberFormat.Duration(milliseconds).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0%")]
    [InlineData(0.004, "<1%")]
    [InlineData(0.345, "35%")]
    [InlineData(0.999, ">99%")]
    [InlineData(1, "100%")]
    [InlineData(1.42, "142%")]
    public void A_small_ratio_is_not_rounded_to_zero_nor_a_large_one_to_one(double share, string expected) => NumberFormat.Percent(share).ShouldBe(expected);
}
