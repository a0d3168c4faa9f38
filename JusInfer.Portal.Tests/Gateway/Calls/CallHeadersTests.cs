using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Tests.Gateway.Calls;

public sealed class CallHeadersTests
{
    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(49, "0.00")]
    [InlineData(50, "0.01")]
    [InlineData(9_949, "0.99")]
    [InlineData(9_950, "1.00")]
    [InlineData(10_700, "1.07")]
    [InlineData(123_456_789, "12345.68")]
    public void Milliseconds_have_two_decimals(long ticks, string written) => CallHeaders.Milliseconds(new TimeSpan(ticks)).ShouldBe(written);

    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(1, "1ms")]
    [InlineData(119.2, "120ms")]
    [InlineData(1_000, "1s")]
    [InlineData(360_000, "6m0s")]
    public void A_rate_s_reset_is_spelled_as_openai_spells_it(double milliseconds, string written) =>
        RateHeaders.Duration(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(written);
}
