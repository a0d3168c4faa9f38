using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>What the start prints about accounts.</summary>
[Slow]
public sealed partial class StartupBannerTests
{
    [Fact]
    [Trait("Promise", "P-3")]
    public async Task With_a_usable_provider_strangers_cannot_sign_up_and_the_printed_link_makes_the_operator()
    {
        var catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);
        await using var node = new PortalNode(catalog, signUp: null);
        var (process, http) = await node.StartAsync();
        process.Output.ShouldContain("Sign-up     invite (the default with a usable provider");
        process.Output.ShouldContain("E-mail      none (Smtp:Host)");
        (await SignUpAsync(http, "eve@example.com", token: null)).ShouldBe(403, "FORBIDDEN");

        var token = Uri.UnescapeDataString(Link().Match(process.Output).Groups["token"].Value);
        (await SignUpAsync(http, "ada@example.com", token)).ShouldBe(201);
        await process.KillAsync();

        (process, _) = await node.StartAsync();
        process.Output.ShouldNotContain("/setup");
    }

    [Fact]
    public async Task In_demo_mode_everybody_can_sign_up()
    {
        await using var node = new PortalNode(new TestCatalog().Provider("absent", "http://127.0.0.1:9/v1", apiKeyEnv: "JUSINFER_TEST_NOWHERE").Model("test/model", ["absent:model"]), signUp: null);
        var (process, http) = await node.StartAsync();

        process.Output.ShouldContain("Sign-up     open (the default in demo mode)");
        (await SignUpAsync(http, "ada@example.com", token: null)).ShouldBe(201);
    }

    private static Task<ApiAnswer> SignUpAsync(HttpClient http, string email, string? token) =>
        new ControlPlaneClient(http).PostAsync("/v1/auth/signup", new { email, password = "a long enough password", setup_token = token });

    [GeneratedRegex(@"/setup\?token=(?<token>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
