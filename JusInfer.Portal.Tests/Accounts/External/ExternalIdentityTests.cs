using System.Security.Claims;
using JusInfer.Portal.Accounts.External;

namespace JusInfer.Portal.Tests.Accounts.External;

/// <summary>The name that a provider gives a person is shown to others, as on the page of an account and in messages.</summary>
public sealed class ExternalIdentityTests
{
    [Theory]
    [InlineData("ada\u202Emoc.live", "adamoc.live")]
    [InlineData("\u2066ada\u2069\r\n", "ada")]
    [InlineData("Ada \u200F\u05D0", "Ada \u200F\u05D0")] // Hebrew
    [InlineData("\u202E", "subject")]
    [InlineData("\u200B\u2060\uFEFF", "subject")]
    [InlineData("a\u200Bd\u2060a\uFEFF", "ada")]
    [InlineData("\u0645\u06CC\u200C\u0631", "\u0645\u06CC\u200C\u0631")] // Persian
    [InlineData("\u0DC1\u0DCA\u200D\u0DBB\u0DD3", "\u0DC1\u0DCA\u200D\u0DBB\u0DD3")] // Sinhala
    public void It_has_no_characters_that_turn_text_around_or_hide_in_it(string name, string shown)
    {
        var identity = new ExternalIdentity("https://acme.example", "subject", name);

        identity.Name.ShouldBe(shown);
        ExternalIdentity.From(new ClaimsPrincipal(new ClaimsIdentity(identity.ToClaims())))!.Name.ShouldBe(shown);
    }
}
