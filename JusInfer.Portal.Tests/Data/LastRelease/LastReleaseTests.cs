using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.Data.Schema;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Data.LastRelease;

/// <summary>The store of the last release, with an account, a key and usage in it, under this version.</summary>
[Slow]
public sealed class LastReleaseTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Model = "test/model";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-release-");
    private ScriptedUpstream upstream = default!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accounts_keys_and_usage_of_the_last_release_can_be_used(bool isShared)
    {
        var options = await RecordAsync(isShared);

        await using var portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"]),
            [("Store:Path", options.Path), ("ConnectionStrings:Store", options.ConnectionString ?? "")]);

        var api = new ControlPlaneClient(portal.Http);
        var signedIn = await api.PostAsync("/v1/auth/login", new { email = RecordedStore.Email, password = RecordedStore.Password });
        signedIn.ShouldBe(200);
        api.Access = signedIn.Text("access_token");
        var team = new PortalTeam(portal.Http, api);
        (await team.AllRecordsAsync()).Count.ShouldBe(RecordedStore.Calls);
        var key = (await api.GetAsync("/v1/keys")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;
        var answer = await new Caller(portal.Http, key, RecordedStore.KeyOf(options)).AskAsync(Caller.Asking(Model));
        answer.ShouldBe(200);
        (await team.ReceiptAsync(answer.RequestId)).GetProperty("status").GetInt32().ShouldBe(200);
        (await team.AllRecordsAsync()).Count.ShouldBe(RecordedStore.Calls + 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_of_the_last_release_has_the_schema_of_a_new_one(bool isShared)
    {
        var options = await RecordAsync(isShared);
        await using var recorded = new StoreNode(options);
        var before = await SchemaDump.ReadAsync(recorded, options, Cancellation);

        await recorded.Migration.MigrateAsync(Cancellation);

        var after = await SchemaDump.ReadAsync(recorded, options, Cancellation);
        after.Split('\n').ShouldBe((await SchemaDump.RecordedAsync(options, Cancellation)).Split('\n'));
        before.Split('\n').Except(after.Split('\n')).ShouldBeEmpty("nodes of the last release use the store too");
    }

    private async Task<StoreOptions> RecordAsync(bool isShared)
    {
        if (isShared && !cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var options = new StoreOptions(isShared ? await cluster.NewConnectionStringAsync() : null, Path.Combine(folder.FullName, "data"));
        await RecordedStore.CreateAsync(options, Cancellation);
        return options;
    }
}
