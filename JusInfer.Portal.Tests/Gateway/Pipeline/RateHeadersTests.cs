using JusInfer.Portal.Gateway.Pipeline;

namespace JusInfer.Portal.Tests.Gateway.Pipeline;

public sealed class RateHeadersTests
{
    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(1, "1ms")]
    [InlineData(119.2, "120ms")]
    [InlineData(1_000, "1s")]
    [InlineData(360_000, "6m0s")]
    public void The_reset_of_a_rate_has_the_form_that_OpenAI_gives_it(double milliseconds, string expected) =>
        RateHeaders.Duration(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(expected);
}
