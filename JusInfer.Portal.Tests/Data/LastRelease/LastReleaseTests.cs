using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.Data.Schema;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
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
        var settled = (await api.GetAsync("/v1/usage/requests?order=settled")).Json;
        settled.GetProperty("data").GetArrayLength().ShouldBe(RecordedStore.Calls, "calls of before have a place in the order");
        var key = (await api.GetAsync("/v1/keys")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;
        var answer = await new Caller(portal.Http, key, RecordedStore.KeyOf(options)).AskAsync(Caller.Asking(Model));
        answer.ShouldBe(200);
        (await team.ReceiptAsync(answer.RequestId)).GetProperty("status").GetInt32().ShouldBe(200);
        (await team.AllRecordsAsync()).Count.ShouldBe(RecordedStore.Calls + 1);
        var newer = await api.GetAsync($"/v1/usage/requests?order=settled&after={settled.GetProperty("next").GetString()}");
        newer.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(answer.RequestId);
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

    /// <summary>A store of before the ledger has real calls that no entry settles.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_of_before_the_ledger_have_a_place_and_no_entry(bool isShared)
    {
        var options = await RecordAsync(isShared);
        await RecordedStore.ExecuteAsync(options, "UPDATE usage_requests SET simulated = FALSE", Cancellation);
        await using var node = new StoreNode(options, new ManualTime(RecordedStore.At.AddHours(1)));

        await node.Migration.MigrateAsync(Cancellation);

        await using var context = node.OpenContext();
        var team = (await context.Teams.SingleAsync(Cancellation)).Id;
        var page = await ListAsync(SettledPosition.Start);
        page.Length.ShouldBe(RecordedStore.Calls);
        page.Select(call => (call.Simulated, ReceiptOf(call).SettlementId)).Distinct().ShouldHaveSingleItem().ShouldBe((false, null));
        page.Select(call => call.Id).ShouldBe(page.Select(call => call.Id).Order());
        (await node.Wallets.FindImbalanceAsync(team, Cancellation)).ShouldBeNull();

        await using var late = new StoreNode(options, new ManualTime(RecordedStore.At.AddHours(-1)));
        var later = new Records(team, RecordedStore.At).Next();
        await late.Usage.AppendAsync([later], Cancellation);

        var newer = (await ListAsync(SettledPosition.After(page[^1]))).ShouldHaveSingleItem("the clock that is behind changes nothing");
        newer.Id.ShouldBe(later.Id);
        ReceiptOf(newer).SettlementId.ShouldNotBeNull();
        (await node.Wallets.FindImbalanceAsync(team, Cancellation)).ShouldBeNull();

        async Task<UsageRecord[]> ListAsync(SettledPosition after) =>
            [.. (await node.Queries.ListSettledAsync(new RequestFilter { Team = team }, after, Cancellation)).Records];

        static ReceiptView ReceiptOf(UsageRecord call) => ReceiptView.From(call, default, []);
    }

    [Fact]
    public async Task A_node_that_settles_calls_during_the_migration_is_waited_for()
    {
        var options = await RecordAsync(isShared: true);
        await using var node = new StoreNode(options);
        await using var settling = new NpgsqlConnection($"{options.ConnectionString};Pooling=false");
        await settling.OpenAsync(Cancellation);
        await using var transaction = await settling.BeginTransactionAsync(Cancellation);
        await ExecuteAsync("UPDATE wallets SET mode = mode");

        var migration = Task.Run(() => node.Migration.MigrateAsync(Cancellation), Cancellation);
        await Eventually.TrueAsync(IsWaitedForAsync);
        await ExecuteAsync("UPDATE usage_requests SET status = status");
        await transaction.CommitAsync(Cancellation);

        await migration;

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, settling, transaction);
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        async Task<bool> IsWaitedForAsync()
        {
            const string Sql = """
                SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))
                """;
            await using var command = new NpgsqlCommand(Sql, settling, transaction);
            return (bool)(await command.ExecuteScalarAsync(Cancellation))!;
        }
    }

    private async Task<StoreOptions> RecordAsync(bool isShared)
    {
        if (isShared && !cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var options = new StoreOptions(isShared ? await cluster.NewConnectionStringAsync() : null, Path.Combine(folder.FullName, "data"));
        await RecordedStore.CreateAsync(options, Cancellation);
        return options;
    }
}
