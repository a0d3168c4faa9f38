using System.Runtime.ExceptionServices;
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

    [Theory] // flora-pm/flora-server#561
    [InlineData("ada@example.com", "ada@example.com")]
    [InlineData(" Ada.O'Hara+Test@Sub.Example.CO.UK. ", "ada.o'hara+test@sub.example.co.uk")]
    [InlineData("a@xn--bcher-kva.example", "a@xn--bcher-kva.example")]
    [InlineData("ada@localhost", "ada@localhost")]
    [InlineData("a@bücher.example", null)]
    [InlineData("a@acme。example", null)]
    [InlineData("ａda@example.com", null)]
    [InlineData("\"ada\"@example.com", null)]
    [InlineData("ada@[127.0.0.1]", null)]
    [InlineData(".ada@example.com", null)]
    [InlineData("a..da@example.com", null)]
    [InlineData("ada@example..com", null)]
    [InlineData("ada@example.com..", null)]
    [InlineData("ada@-example.com", null)]
    [InlineData("ada@exa_mple.com", null)]
    [InlineData("ada", null)]
    [InlineData("@example.com", null)]
    [InlineData("ada@", null)]
    [InlineData("", null)]
    public void A_mailbox_has_one_form(string text, string? canonical)
    {
        EmailAddress.Canonicalize(text).ShouldBe(canonical);
        EmailAddress.Canonicalize(canonical).ShouldBe(canonical);
    }

    [Fact]
    public void Parts_of_an_address_have_a_maximum_length()
    {
        var (name, label) = (new string('a', 64), new string('b', 63));

        EmailAddress.Canonicalize($"{name}@{label}.example").ShouldNotBeNull();
        EmailAddress.Canonicalize($"{name}a@{label}.example").ShouldBeNull();
        EmailAddress.Canonicalize($"{name}@{label}b.example").ShouldBeNull();
    }

    [Theory]
    [InlineData("ada", "be an e-mail address, such as ada@example.com.")]
    [InlineData("\"ada\"@example.com", "be an e-mail address, such as ada@example.com.")]
    [InlineData("a@bücher.example", "have its domain in ASCII: write an internationalized one in its xn-- form, such as ")]
    [InlineData("jürgen@example.com", "be in ASCII: mail to other addresses cannot be sent.")]
    public void What_has_no_form_is_told_why(string text, string fault) => EmailAddress.FaultOf(text).ShouldStartWith(fault);

    [Fact] // The encoding of a sign-in body of 64 KB took seconds.
    public void A_text_that_is_too_long_for_a_domain_is_not_encoded()
    {
        var (thread, tries, text) = (Environment.CurrentManagedThreadId, 0, new string('\u00FC', 20_000));
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            EmailAddress.DomainOf($"ada@{text}").ShouldBe(text);
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        tries.ShouldBe(0, "The encoder rejects the text with an exception, after it has encoded it.");

        void Count(object? sender, FirstChanceExceptionEventArgs thrown)
        {
            if (Environment.CurrentManagedThreadId == thread) tries++;
        }
    }

    [Fact]
    public void An_address_is_looked_for_in_its_own_spelling_first()
    {
        EmailAddress.SpellingsOf("Ada@Example.com.").ShouldBe(["Ada@Example.com.", "ada@example.com", "ada@example\u3002com"]);
        EmailAddress.SpellingsOf("ada@xn--bcher-kva.example").ShouldContain("ada@b\u00FCcher.example");
        EmailAddress.SpellingsOf("ada@b\u00FCcher.example").ShouldContain("ada@xn--bcher-kva.example");
        EmailAddress.SpellingsOf("nobody").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ada@Acme.Example.", "acme.example")]
    [InlineData("ada@acme。example", "acme.example")]
    [InlineData("ada@bücher.example", "xn--bcher-kva.example")]
    [InlineData("Acme.Example", "acme.example")]
    public void A_domain_is_compared_in_one_form(string email, string domain) => EmailAddress.DomainOf(email).ShouldBe(domain);

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
