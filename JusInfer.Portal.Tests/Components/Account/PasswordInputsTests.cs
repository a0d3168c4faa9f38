using AngleSharp.Html.Parser;

namespace JusInfer.Portal.Tests.Components.Account;

/// <summary>The fields for passwords on all pages that have one.</summary>
public sealed class PasswordInputsTests(SharedPortal open) : IClassFixture<SharedPortal>
{
    private static readonly string[] Pages = ["/login", "/login?form=sign-up", "/setup?token=x", "/reset", "/account", "/account/passkeys", "/account/second-factor", "/account/delete", "/account/delete-team"];
    private static readonly string[] Purposes = ["current-password", "new-password"];

    [Fact]
    public async Task They_hide_what_is_typed_and_password_managers_know_them()
    {
        open.Pages.ForgetCookies();
        var found = 0;
        foreach (var address in Pages)
        {
            if (address == "/account") await open.Pages.PostAsync("/login?form=sign-up", "sign-up", ("email", $"{Guid.NewGuid():N}@example.com"), ("password", "a long enough password"));
            foreach (var field in new HtmlParser().ParseDocument((await open.Pages.GetAsync(address)).Page).QuerySelectorAll("input[name=password], input[name=current], input[name=new], input[type=password]"))
            {
                found++;
                field.GetAttribute("type").ShouldBe("password", address);
                field.GetAttribute("autocomplete").ShouldBeOneOf([.. Purposes], address);
                foreach (var obstacle in new[] { "onpaste", "oncopy", "readonly", "maxlength" }) field.HasAttribute(obstacle).ShouldBeFalse(address);
            }
        }

        found.ShouldBeGreaterThanOrEqualTo(Pages.Length - 1);
    }
}
