using JusInfer.Portal.Accounts;

namespace JusInfer.Portal.Tests.Accounts;

public sealed class RulesTests
{
    [Theory]
    [InlineData("eleven char", 1)]
    [InlineData("", 1)]
    [InlineData("Password1234", 1)]
    [InlineData("aaaaaaaaaaaa", 1)]
    [InlineData("ADA@EXAMPLE.COM", 1)]
    [InlineData("twelve chars", 0)]
    [InlineData("all small letters and no digit", 0)]
    public void A_password_is_long_and_not_the_first_guess(string password, int faults) =>
        PasswordRules.Check(password, "ada@example.com").Count().ShouldBe(faults);

    [Fact]
    public void A_password_has_an_upper_bound() => PasswordRules.Check(string.Concat(Enumerable.Repeat("abcd", 65)), "").ShouldHaveSingleItem();

    [Theory]
    [InlineData("ada@example.com", true)]
    [InlineData("ada.o'hara+test@sub.example.co.uk", true)]
    [InlineData("ada", false)]
    [InlineData("ada@", false)]
    [InlineData("@example.com", false)]
    [InlineData("Ada <ada@example.com>", false)]
    [InlineData("ada@example.com\n", false)]
    [InlineData("ada @example.com", false)]
    [InlineData("ada@example.com,bob@example.com", false)]
    public void An_address_is_a_bare_one(string text, bool isOne) => EmailAddress.IsValid(text).ShouldBe(isOne);

    [Theory]
    [InlineData("/developer/usage?from=2026-11-01", "/developer/usage?from=2026-11-01")]
    [InlineData("/", "/")]
    [InlineData(null, ReturnUrl.Default)]
    [InlineData("", ReturnUrl.Default)]
    [InlineData("https://evil.example", ReturnUrl.Default)]
    [InlineData("//evil.example", ReturnUrl.Default)]
    [InlineData("/\\evil.example", ReturnUrl.Default)]
    [InlineData("/\t/evil.example", ReturnUrl.Default)]
    [InlineData("developer", ReturnUrl.Default)]
    public void Nobody_is_led_to_another_site_after_signing_in(string? asked, string goes) => ReturnUrl.Local(asked).ShouldBe(goes);
}
