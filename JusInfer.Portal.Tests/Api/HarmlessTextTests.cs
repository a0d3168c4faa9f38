using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Api;

/// <summary>Input that would mean something to a formatter, and parameters that say two things.</summary>
public sealed class HarmlessTextTests
{
    private const string Braces = "{0} {99:x} {name} %s %n";

    [Fact]
    public async Task Braces_and_percent_signs_are_text()
    {
        await using var host = await ControlPlaneHost.StartAsync();
        var stranger = new ControlPlaneClient(host.Http);
        (await stranger.PostAsync("/v1/auth/login", new { email = Braces, password = Braces })).Status.ShouldBeInRange(400, 499);
        (await stranger.PostAsync("/v1/auth/signup", new { email = Braces, password = Braces, team = Braces })).ShouldBe(400);
        var ada = await host.SignUpAsync();

        var minted = await ada.PostAsync("/v1/keys", new { name = Braces });
        minted.ShouldBe(201);
        minted.Text("name").ShouldBe(Braces);
        (await ada.PostAsync("/v1/keys", new { name = "k", member_id = Braces, models = new[] { Braces }, allowed_addresses = new[] { Braces } })).ShouldBe(400);
        (await ada.PatchAsync("/v1/tenant", new { name = Braces, time_zone = Braces })).ShouldBe(400);
        (await ada.PostAsync("/v1/budgets", new { scope = Braces, window = Braces, amount_usd = Braces })).ShouldBe(400);
        (await ada.PostAsync("/v1/webhooks", new { url = Braces, events = new[] { Braces } })).ShouldBe(400);
        (await ada.GetAsync($"/v1/usage/requests?limit={Uri.EscapeDataString(Braces)}")).ShouldBe(400);
    }

    [Theory]
    [InlineData("/v1/usage/requests?limit=1&limit=2", "limit")]
    [InlineData("/v1/audit?limit=1&limit=2", "limit")]
    public async Task A_parameter_that_is_repeated_is_rejected(string path, string field)
    {
        await using var host = await ControlPlaneHost.StartAsync();
        var ada = await host.SignUpAsync();

        var answer = await ada.GetAsync(path);

        answer.ShouldBe(400);
        answer.FaultyFields.ShouldContain(field);
    }
}
