using System.Text;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Accounts.SecondFactors;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B; the last six of its eight digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_the_specification(long time, string code) =>
        Totp.CodeAt(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(time))).ShouldBe(code);

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_clock_may_differ_by_one_step(int steps, bool accepted)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var step = Totp.StepAt(now) + steps;

        Totp.FindStep(Secret, Totp.CodeAt(Secret, step), now).ShouldBe(accepted ? step : null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5924")]
    [InlineData("0059240")]
    [InlineData("٠٠٥٩٢٤")]
    public void Another_text_is_the_code_of_no_step(string code) => Totp.FindStep(Secret, code, DateTimeOffset.FromUnixTimeSeconds(1234567890)).ShouldBeNull();

    /// <summary>RFC 4648, section 10, without padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_the_specification(string text, string expected) => Base32.Encode(Encoding.ASCII.GetBytes(text)).ShouldBe(expected);

    [Fact]
    public void An_app_reads_the_same_secret_from_the_key_and_from_the_link()
    {
        var enrollment = Enrollment.Create("ada+work@example.com", Secret, new Secret("ticket"));

        enrollment.Key.Reveal().ShouldBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        enrollment.Link.Reveal().ShouldBe(
            "otpauth://totp/JusInfer%3Aada%2Bwork%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=JusInfer&algorithm=SHA1&digits=6&period=30");
        new AuthenticatorApp(enrollment.Key.Reveal()).CodeAt(DateTimeOffset.FromUnixTimeSeconds(59)).ShouldBe("287082");
    }

    [Fact]
    public void A_recovery_code_can_be_typed_in_lower_case_and_without_separators()
    {
        var codes = RecoveryCodes.New();

        codes.Select(code => code.Reveal()).Distinct().Count().ShouldBe(RecoveryCodes.Count);
        var typed = codes[0].Reveal().Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant();
        RecoveryCodes.HashOf(typed).ShouldBe(RecoveryCodes.HashOf(codes[0].Reveal()));
    }
}
