using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Accounts.Passwords;

/// <summary>Passwords that are rejected because they are guessed first. Every form and call that takes a new password asks <see cref="PasswordRules"/>.</summary>
public sealed class CommonPasswordsTests
{
    private const string Common = "password is one of the most common ones, perhaps with digits or signs added. Choose several random words.";
    private const string Own = "password is only your e-mail address, a part of it or the name of the product, perhaps with digits. Choose several random words.";
    private const string Email = "ada.lovelace@engine.example";

    [Fact]
    public void Every_password_of_the_list_is_rejected_as_it_is_and_lengthened_to_what_the_policy_accepts()
    {
        var all = CommonPasswords.ReadAll().ToList();
        all.Count.ShouldBe(20_215);
        all.Count(static entry => entry.Length >= PasswordRules.MinLength).ShouldBe(308);

        all.Where(static entry => entry.Length >= PasswordRules.MinLength && !IsRejected(entry)).ShouldBeEmpty();
        all.Where(static entry => char.IsLetter(entry[0]) && char.IsLetter(entry[^1]) && !IsRejected(entry + "12345678")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Password1234")]
    [InlineData("P@ssw0rd2026!")]
    [InlineData("2026Sunshine!!")]
    [InlineData("iloveyoudragon")]
    [InlineData("qwerty123456")]
    [InlineData("1q2w3e4r5t6y")]
    [InlineData("administrator")]
    [InlineData("123456789012")]
    [InlineData("987654321098")]
    [InlineData("abcdefghijkl")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("xkqzxkqzxkqz")]
    public void A_common_password_is_rejected_with_what_people_add(string password) => PasswordRules.Check(password, Email).ShouldBe([Common]);

    [Theory]
    [InlineData("ada.lovelace@engine.example")]
    [InlineData("Ada.Lovelace1")]
    [InlineData("lovelace2026!")]
    [InlineData("JusInfer-2026")]
    [InlineData("lovelacejusinfer")]
    [InlineData("engine.example")]
    public void The_address_and_the_product_are_no_password(string password) => PasswordRules.Check(password, Email).ShouldBe([Own]);

    [Theory]
    [InlineData("twelve chars")]
    [InlineData("a long enough password")]
    [InlineData("correct horse battery staple")]
    [InlineData("ada prefers her own engine")]
    [InlineData("vq7Lm2xTz9Kd")]
    [InlineData("837465920174")]
    public void What_is_not_guessed_first_is_accepted(string password) => PasswordRules.Check(password, Email).ShouldBeEmpty();

    [Fact]
    public async Task Sign_up_and_a_changed_password_say_it_next_to_the_field()
    {
        await using var host = await ControlPlaneHost.StartAsync();
        var signUp = await new ControlPlaneClient(host.Http).PostAsync("/v1/auth/signup", new { email = "ada@example.com", password = "Sunshine2026!" });
        signUp.Json.GetProperty("errors").GetProperty("password")[0].GetString().ShouldBe(Common);
        var ada = await host.SignUpAsync();

        var change = await ada.PostAsync("/v1/auth/password", new { current = "a long enough password", @new = "Sunshine2026!" });

        change.Json.GetProperty("errors").GetProperty("new")[0].GetString().ShouldBe("new" + Common["password".Length..]);
    }

    private static bool IsRejected(string password) => PasswordRules.Check(password, "").Any();
}
