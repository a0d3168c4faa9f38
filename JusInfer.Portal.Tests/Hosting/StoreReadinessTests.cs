using System.Net;
using System.Text.Json;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Sqlite;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Usage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>
/// A store that answers and takes no writes, as after a failover: windmill-labs/windmill#9722, matrix-org/synapse#16490,
/// blinklabs-io/bursa#674.
/// </summary>
[Slow]
public sealed class StoreReadinessTests(PostgresCluster cluster)
{
    private const string Model = "test/model";

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_whose_store_takes_no_writes_is_not_ready_after_half_a_minute_and_says_503_to_management_calls_meanwhile()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        await using var upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"]);
        var store = await cluster.NewDatabaseAsync();
        await using var node = await PortalHost.StartAsync(catalog, ("ConnectionStrings:Store", store));
        var team = await node.SignUpAsync();
        var caller = await team.MintAsync();
        (await caller.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        var time = new ManualTime();
        var writer = node.Services.GetRequiredService<UsageWriter>();
        var readiness = ReadinessOf(node, time, () => writer.Failure);
        (await readiness.IsReadyAsync(Cancellation)).ShouldBeTrue();

        await SetReadOnlyAsync(store, isReadOnly: true);
        time.Advance(Lifetime);
        (await readiness.IsReadyAsync(Cancellation)).ShouldBeTrue("a failover");
        var refused = await team.Api.PostAsync("/v1/keys", new { name = "another" });
        refused.ShouldBe(503, "OVERLOADED");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await team.Api.GetAsync("/v1/keys")).ShouldBe(200);
        time.Advance(TimeSpan.FromSeconds(29));
        (await readiness.IsReadyAsync(Cancellation)).ShouldBeTrue();
        time.Advance(TimeSpan.FromSeconds(1));
        (await readiness.IsReadyAsync(Cancellation)).ShouldBeFalse();
        (await ReadinessOf(node, time, () => writer.Failure).IsReadyAsync(Cancellation)).ShouldBeFalse("it never was ready");

        await SetReadOnlyAsync(store, isReadOnly: false);

        // The record of the call may have met the store without writes, and is tried again after up to five seconds.
        await Eventually.TrueAsync(() =>
        {
            time.Advance(Lifetime);
            return readiness.IsReadyAsync(Cancellation);
        });

        (await team.Api.PostAsync("/v1/keys", new { name = "another" })).ShouldBe(201);
    }

    [Fact]
    public async Task Pages_that_read_are_shown_and_a_form_that_writes_says_that_nothing_was_changed()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var store = await cluster.NewDatabaseAsync();
        await using var portal = await PagesHost.StartAsync($"--ConnectionStrings:Store={store}");
        (await SignUpAsync(portal, "ada@example.com")).Answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await SetReadOnlyAsync(store, isReadOnly: true);

        foreach (var path in (string[])["/developer/keys", "/developer/usage", "/account", "/docs/"])
            (await portal.GetAsync(path)).Answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        portal.ForgetCookies();
        var (answer, page) = await SignUpAsync(portal, "grace@example.com");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        page.ShouldContain("Nothing was changed.");

        static Task<(HttpResponseMessage Answer, string Page)> SignUpAsync(PagesHost portal, string email) => portal.PostAsync(
            "/login?form=sign-up", "sign-up", ("email", email), ("password", "a long enough password"), ("team", "Engine Room"));
    }

    [Fact]
    public async Task The_endpoint_names_the_store_and_asks_it_at_most_every_two_seconds()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var store = await cluster.NewDatabaseAsync();
        var catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model(Model, ["alpha:model"]);
        await using var node = await PortalHost.StartAsync(catalog, ("ConnectionStrings:Store", store));
        await SetReadOnlyAsync(store, isReadOnly: true);

        using var answer = await node.Http.GetAsync("/health/ready", Cancellation);

        ((int)answer.StatusCode).ShouldBe(503);
        JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).GetProperty("missing")[0].GetString().ShouldBe("store");

        // The node stops without an exception, although it cannot return its leases.
    }

    [Fact]
    public async Task A_store_that_is_too_full_for_usage_records_is_not_ready_although_it_answers()
    {
        await using var node = await PortalHost.StartAsync(
            new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model(Model, ["alpha:model"]));
        var time = new ManualTime();
        Exception? failure = null;
        var readiness = ReadinessOf(node, time, () => failure);
        (await readiness.IsReadyAsync(Cancellation)).ShouldBeTrue();

        failure = new DbUpdateException("", new SqliteException("database or disk is full", 13));
        (await readiness.IsReadyAsync(Cancellation)).ShouldBeTrue("it was asked a moment ago");
        time.Advance(Lifetime);
        (await readiness.IsReadyAsync(Cancellation)).ShouldBeTrue();
        time.Advance(TimeSpan.FromSeconds(30));
        (await readiness.IsReadyAsync(Cancellation)).ShouldBeFalse();

        failure = new InvalidOperationException("a fault of the program");
        time.Advance(Lifetime);
        (await readiness.IsReadyAsync(Cancellation)).ShouldBeTrue();
    }

    private static StoreReadiness ReadinessOf(PortalHost node, TimeProvider time, Func<Exception?> failure) => new(
        node.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>(), node.Services.GetRequiredService<StoreOptions>(),
        node.Services.GetService<OpenedSqliteFile>(), failure, time);

    /// <summary>Changes what new connections may do, and ends those that there are.</summary>
    private static async Task SetReadOnlyAsync(string store, bool isReadOnly)
    {
        var database = new NpgsqlConnectionStringBuilder(store).Database;
        await using var connection = new NpgsqlConnection($"{store};Database=postgres;Pooling=false");
        await connection.OpenAsync(Cancellation);
        foreach (var sql in new[]
        {
            $"ALTER DATABASE {database} SET default_transaction_read_only = {(isReadOnly ? "on" : "off")}",
            $"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{database}'",
        })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await using var own = new NpgsqlConnection(store);
        NpgsqlConnection.ClearPool(own);
    }
}
