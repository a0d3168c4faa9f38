using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Mcp;

/// <summary>A portal without a usable provider, whose simulator answers every call, with the team of Ada.</summary>
internal sealed class McpPortal : IAsyncDisposable
{
    public const string Model = "test/model";

    private readonly List<McpConnection> connections = [];

    private McpPortal(PortalHost host, PortalTeam team) => (Host, Team) = (host, team);

    public PortalHost Host { get; }

    public PortalTeam Team { get; }

    public string OwnerToken => Team.Api.Access!;

    public static async Task<McpPortal> StartAsync()
    {
        var catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1", apiKeyEnv: "JUSINFER_TEST_NOT_SET").Model(Model, ["alpha:model"]).Model("test/vision", ["alpha:vision"], tier: "frontier", input: 5, capabilities: ["vision"]);
        var host = await PortalHost.StartAsync(catalog);
        return new McpPortal(host, await host.SignUpAsync("ada@example.com"));
    }

    public async Task<McpConnection> ConnectAsync(string credential, string? version = null)
    {
        var connection = await McpConnection.OpenAsync(Host, credential, version);
        connections.Add(connection);
        return connection;
    }

    public Task<McpConnection> ConnectAsync(Caller key) => ConnectAsync(key.Key);

    /// <summary>Adds a person to the team in a role, and returns their access token.</summary>
    public async Task<string> JoinAsync(string role)
    {
        var email = $"{role}@example.com";
        var member = await Team.JoinAsync(email);
        if (role != "member") (await Team.Api.PatchAsync($"/v1/tenant/members/{member}", new { role })).ShouldBe(200);
        var login = await new ControlPlaneClient(Host.Http).PostAsync("/v1/auth/login", new { email, password = "a long enough password" });
        login.ShouldBe(200);
        return login.Text("access_token");
    }

    /// <summary>Makes a call in a session, and waits until it is stored.</summary>
    public static async Task CallAsync(PortalTeam team, Caller key, string session)
    {
        var before = (await team.RecordsAsync(key, count: 0)).Length;
        (await key.AskAsync(Caller.Asking(Model), ("X-JusInfer-Session", session))).Status.ShouldBe(200);
        await team.RecordsAsync(key, before + 1);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections) await connection.DisposeAsync();
        await Host.DisposeAsync();
    }
}
