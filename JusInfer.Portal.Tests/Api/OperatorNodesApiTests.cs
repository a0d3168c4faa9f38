using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

/// <summary>What the operator sees of the nodes, and what others do not.</summary>
public sealed class OperatorNodesApiTests(PostgresCluster cluster)
{
    [Fact]
    [Slow]
    public async Task The_operator_sees_the_nodes_and_cannot_write_off_one_that_runs()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        await using var host = await PortalHost.StartAsync(
            new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]), ("ConnectionStrings:Store", await cluster.NewDatabaseAsync()), ("Accounts:SetupToken", "a-setup-token-of-the-test"));
        var boss = new ControlPlaneClient(host.Http);
        var signedUp = await boss.PostAsync("/v1/auth/signup", new { email = "boss@example.com", password = "a long enough password", setup_token = "a-setup-token-of-the-test" });
        signedUp.ShouldBe(201);
        boss.Access = signedUp.Text("access_token");

        var listed = await boss.GetAsync("/v1/operator/nodes");

        listed.ShouldBe(200);
        var node = listed.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        node.GetProperty("state").GetString().ShouldBe("running");
        node.GetProperty("id").GetString().ShouldBe(host.Services.GetRequiredService<LeaseNode>().Id.ToString("N"));
        node.TryGetProperty("leased_usd", out _).ShouldBeFalse();
        listed.Json.GetProperty("warnings").GetArrayLength().ShouldBe(0);
        (await boss.DeleteAsync($"/v1/operator/nodes/{node.GetProperty("id").GetString()}")).ShouldBe(409, "CONFLICT");
        (await boss.DeleteAsync($"/v1/operator/nodes/{Guid.NewGuid():N}")).ShouldBe(404, "NOT_FOUND");
        (await boss.DeleteAsync("/v1/operator/nodes/mine")).ShouldBe(404, "NOT_FOUND");
    }

    [Fact]
    [Slow]
    public async Task A_lost_node_is_written_off()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        await using var host = await PortalHost.StartAsync(
            new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]), ("ConnectionStrings:Store", await cluster.NewDatabaseAsync()), ("Accounts:SetupToken", "a-setup-token-of-the-test"));
        var boss = new ControlPlaneClient(host.Http);
        boss.Access = (await boss.PostAsync("/v1/auth/signup", new { email = "boss@example.com", password = "a long enough password", setup_token = "a-setup-token-of-the-test" })).Text("access_token");
        var nodes = host.Services.GetRequiredService<INodeStore>();
        var lost = new NodeDescription { Node = LeaseNode.New(), Host = "lost", Journal = "/gone", Release = "0.1", Catalog = "7", CopiesIntents = false };
        await nodes.AddAsync(lost, TestContext.Current.CancellationToken);
        var wallet = AllowanceId.OfWallet(TeamId.New(DateTimeOffset.UnixEpoch));
        await host.Services.GetRequiredService<ILeaseStore>().OpenAsync(wallet, lost.Node, TestContext.Current.CancellationToken);
        await nodes.EndAsync(lost.Node, TestContext.Current.CancellationToken);

        (await boss.DeleteAsync($"/v1/operator/nodes/{lost.Node.Id:N}")).ShouldBe(204);

        (await nodes.ListAsync(TestContext.Current.CancellationToken)).Nodes.ShouldNotContain(node => node.Node == lost.Node);
    }

    [Fact]
    public async Task Others_see_no_nodes_and_a_sqlite_installation_has_none()
    {
        await using var host = await ControlPlaneHost.StartAsync();
        var ada = new ControlPlaneClient(host.Http);
        ada.Access = (await ada.PostAsync("/v1/auth/signup", new { email = "ada@example.com", password = "a long enough password" })).Text("access_token");

        (await ada.GetAsync("/v1/operator/nodes")).ShouldBe(403, "FORBIDDEN");
        (await ada.DeleteAsync($"/v1/operator/nodes/{Guid.NewGuid():N}")).ShouldBe(403, "FORBIDDEN");
        (await host.Services.GetRequiredService<INodeStore>().ListAsync(TestContext.Current.CancellationToken)).Nodes.ShouldBeEmpty();
    }
}
