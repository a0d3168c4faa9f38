using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>
/// A store with the schema of earlier versions, and with an account, a session, a key and usage in it, under the present version: it migrates at the start, and people and
/// programs go on. The steps back count from the newest migration, so that each new one is tried.
/// </summary>
public sealed class UpgradeTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Model = "test/model";
    private const string Email = "ada@example.com";
    private const string Password = "a long enough password";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-upgrade-");
    private ScriptedUpstream upstream = default!;

    private string Data => Path.Combine(folder.FullName, "data");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion("an answer", ChatSse.OpenAiUsage)));
    }

    public async ValueTask DisposeAsync()
    {
        await upstream.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 4)]
    [InlineData(false, 10)]
    [InlineData(true, 1)]
    [InlineData(true, 4)]
    [InlineData(true, 10)]
    public async Task Accounts_sessions_keys_and_usage_of_earlier_versions_can_be_used(bool isShared, int stepsBack)
    {
        if (isShared && !cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        (string, string)[] store = isShared ? [("ConnectionStrings:Store", await cluster.NewConnectionStringAsync())] : [];
        string refresh, requestId;
        Caller key;
        await using (var before = await StartAsync(store))
        {
            var team = await PortalTeam.SignUpAsync(before.Http, Email, Password);
            key = await team.MintAsync();
            requestId = (await AskAsync(key)).RequestId;
            await team.ReceiptAsync(requestId);
            refresh = (await new ControlPlaneClient(before.Http).PostAsync("/v1/auth/login", new { email = Email, password = Password })).Text("refresh_token");
        }

        await MigrateBackAsync(new StoreOptions(store.Select(static setting => setting.Item2).FirstOrDefault(), Data), stepsBack);

        await using var after = await StartAsync(store);
        var api = new ControlPlaneClient(after.Http);
        var signedIn = await api.PostAsync("/v1/auth/login", new { email = Email, password = Password });
        signedIn.ShouldBe(200);
        api.Access = signedIn.Text("access_token");
        var same = new PortalTeam(after.Http, api);
        (await new ControlPlaneClient(after.Http).PostAsync("/v1/auth/refresh", new { refresh_token = refresh })).ShouldBe(200);
        (await api.GetAsync("/v1/auth/sessions")).Json.GetProperty("data").GetArrayLength().ShouldBe(3, "those of the sign-up and of both sign-ins");
        (await same.ReceiptAsync(requestId)).GetProperty("id").GetString().ShouldBe(requestId);
        var answer = await AskAsync(key.At(after.Http));
        (await same.ReceiptAsync(answer.RequestId)).GetProperty("status").GetInt32().ShouldBe(200);
        (await same.AllRecordsAsync()).Count.ShouldBe(2);
    }

    private static async Task<GatewayAnswer> AskAsync(Caller key)
    {
        var answer = await key.AskAsync(Caller.Asking(Model));
        answer.ShouldBe(200);
        return answer;
    }

    /// <summary>Gives the store the schema of an earlier version.</summary>
    private static async Task MigrateBackAsync(StoreOptions options, int steps)
    {
        await using var node = new StoreNode(options);
        await using var context = node.OpenContext();
        await context.GetService<IMigrator>().MigrateAsync(context.Database.GetMigrations().ElementAt(^(1 + steps)), Token);
        (await context.Database.GetPendingMigrationsAsync(Token)).Count().ShouldBe(steps);
    }

    private Task<PortalHost> StartAsync((string, string)[] store) => PortalHost.StartAsync(
        new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"]), [("Store:Path", Data), .. store]);
}
