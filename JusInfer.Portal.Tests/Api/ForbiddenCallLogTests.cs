using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Api;

/// <summary>Calls of the control plane that are answered with 403 are in the log.</summary>
public sealed class ForbiddenCallLogTests : IAsyncLifetime
{
    private static readonly TestCatalog Catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);

    private PortalHost portal = null!;

    public async ValueTask InitializeAsync() => portal = await PortalHost.StartAsync(Catalog, ("Accounts:SignUp", "invite"));

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task A_call_that_the_account_may_not_make_is_logged_with_account_and_team()
    {
        await using var open = await PortalHost.StartAsync(Catalog);
        var team = await open.SignUpAsync();
        var teamId = (await team.Api.GetAsync("/v1/tenant")).Text("id");

        (await team.Api.PatchAsync($"/v1/operator/tenants/{teamId}", new { wallet = "postpaid" })).ShouldBe(403);

        var line = open.Logs.Lines.Where(static line => line.Contains(".ForbiddenCallLog ", StringComparison.Ordinal)).ShouldHaveSingleItem();
        line.ShouldContain("Warning PATCH /v1/operator/tenants/{id} is denied to user ");
        line.ShouldContain($"of team {teamId}.");
    }

    [Fact]
    public async Task A_call_of_someone_who_is_not_signed_in_is_logged_without_what_it_contains()
    {
        (await new ControlPlaneClient(portal.Http).PostAsync("/v1/auth/signup", new { email = "planted@example.com", password = "a planted password" })).ShouldBe(403);

        var line = portal.Logs.Lines.Where(static line => line.Contains(".ForbiddenCallLog ", StringComparison.Ordinal)).ShouldHaveSingleItem();
        line.ShouldContain("POST /v1/auth/signup is denied to a caller who is not signed in.");
        line.ShouldNotContain("planted");
    }
}
