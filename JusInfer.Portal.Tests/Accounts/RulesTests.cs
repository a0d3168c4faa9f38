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
    public void A_password_is_long_and_not_common(string password, int errors) =>
        PasswordRules.Check(password, "ada@example.com").Count().ShouldBe(errors);

    [Fact]
    public void A_password_has_a_maximum_length() => PasswordRules.Check(string.Concat(Enumerable.Repeat("abcd", 65)), "").ShouldHaveSingleItem();

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
    public void An_address_has_no_display_name(string text, bool isValid) => EmailAddress.IsValid(text).ShouldBe(isValid);

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
    public void Sign_in_never_redirects_to_another_site(string? asked, string goes) => ReturnUrl.Local(asked).ShouldBe(goes);
}
