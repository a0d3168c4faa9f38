using System.Globalization;
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
        NumberFormat.Money(Usd(usd)).ShouldBe(expected);

    [Theory]
    [InlineData("", "")]
    [InlineData("0 12.5", "$0.00 $12.50")]
    [InlineData("1234.567 0.9", "$1\u202F234.567 $0.900")]
    [InlineData("0.00125 -3 0", "$0.0013 \u2212$3.0000 $0.0000")]
    [InlineData("0.000000002 5", "<$0.000001 $5.000000")]
    [InlineData("-0.0000001", "\u2212<$0.000001")]
    public void Amounts_of_a_column_have_the_same_places_and_none_is_shown_as_zero(string usd, string expected)
    {
        var column = usd.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Usd).ToArray();
        var places = NumberFormat.PlacesOf(column);

        string.Join(' ', column.Select(amount => NumberFormat.Money(amount, places))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("3 0.3 15", "$3.00 $0.30 $15.00")]
    [InlineData("3 0.075 1234.5", "$3.000 $0.075 $1\u202F234.500")]
    public void Prices_of_a_column_have_the_same_places_and_none_is_rounded(string usd, string expected)
    {
        var column = usd.Split(' ').Select(Usd).ToArray();
        var places = NumberFormat.PlacesOfPrices(column.Select(static price => (NanoUsd?)price));

        string.Join(' ', column.Select(price => NumberFormat.Price(price, places))).ShouldBe(expected);
    }

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

    private static NanoUsd Usd(string usd) => NanoUsd.FromUsd(decimal.Parse(usd, CultureInfo.InvariantCulture));
}
