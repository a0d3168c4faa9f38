using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Tests.Usage.Feedback;

/// <summary>The published values of Newcombe (1998), tables I and II, and values that were computed by hand.</summary>
public sealed class ProportionTests
{
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_of_a_share_is_that_of_Wilson(int successes, int trials, double low, double high)
    {
        var interval = new Proportion(successes, trials).Interval;

        interval.Low.ShouldBe(low, 0.00005);
        interval.High.ShouldBe(high, 0.00005);
    }

    [Theory]
    [InlineData(56, 70, 48, 80, 0.2, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.6, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.5714, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, 0.0893, -0.0381, 0.1926)]
    [InlineData(10, 10, 0, 20, 1, 0.6791, 1)]
    [InlineData(80, 100, 80, 100, 0, -0.1110, 0.1110)]
    [InlineData(0, 30, 0, 30, 0, -0.1135, 0.1135)]
    public void The_interval_of_a_difference_is_that_of_Newcombe(int first, int ofFirst, int second, int ofSecond, double value, double low, double high)
    {
        var difference = Proportion.Difference(new Proportion(first, ofFirst), new Proportion(second, ofSecond));

        difference.Value.ShouldBe(value, 0.00005);
        difference.Low.ShouldBe(low, 0.00005);
        difference.High.ShouldBe(high, 0.00005);
    }

    [Fact]
    public void Without_a_trial_a_share_can_be_anything() => default(Proportion).Interval.ShouldBe((0, 1));
}
