using System.Globalization;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tests.Components.Shared;

public sealed class NumberParserTests
{
    [Theory]
    [InlineData("12.50", "12.50")]
    [InlineData(" $1,000.50 ", "1000.50")]
    [InlineData("1,000,000", "1000000")]
    [InlineData(".5", "0.5")]
    public void An_amount_has_a_decimal_point_and_may_have_thousands_separators(string typed, string amount)
    {
        var errors = new ValidationErrors();

        NumberParser.ParseUsd(typed, "amount", errors).ShouldBe(decimal.Parse(amount, CultureInfo.InvariantCulture));

        errors.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData("12,50")]
    [InlineData("0,5")]
    [InlineData("1,0000")]
    [InlineData("1.000,50")]
    [InlineData("1,00.5")]
    [InlineData("1,,000")]
    [InlineData("ten")]
    public void A_comma_in_place_of_the_decimal_point_is_an_error_and_no_amount_that_is_a_hundred_times_higher(string typed)
    {
        var errors = new ValidationErrors();

        NumberParser.ParseUsd(typed, "amount", errors).ShouldBeNull();

        errors["amount"].ShouldHaveSingleItem().ShouldContain("such as 25 or 12.50");
    }

    [Theory]
    [InlineData("1,200", 1200L)]
    [InlineData("120", 120L)]
    [InlineData("1,5", null)]
    [InlineData("1.5", null)]
    public void A_whole_number_may_have_thousands_separators(string typed, long? number)
    {
        var errors = new ValidationErrors();

        NumberParser.ParseInteger(typed, "rpm", errors).ShouldBe(number);

        errors.Any.ShouldBe(number is null);
    }
}
