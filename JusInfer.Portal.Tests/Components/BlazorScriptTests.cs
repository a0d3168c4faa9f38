using JusInfer.Portal.Tests.Components.Account;

namespace JusInfer.Portal.Tests.Components;

/// <summary>Blazor's script (69 KB compressed) is loaded only in the developer area, where pages are interactive.</summary>
public sealed class BlazorScriptTests : IClassFixture<SharedPortal>
{
    private readonly PagesHost portal;

    public BlazorScriptTests(SharedPortal open)
    {
        portal = open.Pages;
        portal.ForgetCookies();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/login?form=sign-up")]
    [InlineData("/blog/")]
    [InlineData("/blog/inference-endpoint-coding-agents/")]
    [InlineData("/docs/")]
    [InlineData("/docs/quick-start/")]
    [InlineData("/docs/never-written/")]
    [InlineData("/connect/")]
    [InlineData("/connect/goose/")]
    [InlineData("/nowhere")]
    public async Task A_public_page_does_not_load_it(string address)
    {
        var (_, page) = await portal.GetAsync(address);

        page.ShouldContain("</html>");
        page.ShouldNotContain("blazor.web");
    }

    [Theory]
    [InlineData("/developer/keys")]
    [InlineData("/developer/usage")]
    [InlineData("/developer/tenant")]
    public async Task A_page_of_the_developer_area_loads_it(string address)
    {
        await portal.PostAsync(
            "/login?form=sign-up", "sign-up", ("email", $"{Guid.NewGuid():N}@example.com"), ("password", "a long enough password"));

        var (_, page) = await portal.GetAsync(address);

        page.ShouldMatch(@"src=""/_framework/blazor\.web\.[a-z0-9]+\.js""");
    }
}
