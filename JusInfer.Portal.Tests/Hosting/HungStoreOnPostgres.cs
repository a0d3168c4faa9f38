using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Npgsql;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>
/// A database that takes queries and does not answer, as behind a lock or on a machine that hangs. One deadline bounds what a call waits
/// for it before a provider is asked, and the call gets 503.
/// </summary>
[Slow]
public sealed class HungStoreOnPostgres(PostgresCluster cluster)
{
    private const string Model = "test/model";

    /// <summary>
    /// Ten seconds and what a busy machine needs; the driver itself waits 30 seconds for an answer and 15 for a connection.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_that_need_the_store_get_503_after_one_deadline_and_work_again_afterwards()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        await using var upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"], input: 3, output: 15);
        var store = await cluster.NewDatabaseAsync();
        await using var node = await PortalHost.StartAsync(catalog, ("ConnectionStrings:Store", store));
        var team = await node.SignUpAsync();
        var (known, unknown) = (await team.MintAsync(new { name = "known", monthly_cap_usd = 100_000 }), await team.MintAsync());
        for (var i = 0; i < 2; i++) (await known.AskAsync(Caller.Asking(Model, extra: ",\"max_tokens\":10"))).ShouldBe(200);
        var asked = upstream.Requests.Count;

        await using (var locked = await LockAsync(store))
        {
            // The hold of the first call is much more than the node has leased. A dozen of them wait for each other's exchange.
            var large = Enumerable.Range(0, 12).Select(_ => known.AskAsync(Caller.Asking(Model, extra: ",\"max_tokens\":30000"))).ToArray();
            var lookup = unknown.AskAsync(Caller.Asking(Model));
            var answers = await Task.WhenAll([.. large, lookup]).WaitAsync(Patience, Cancellation);

            foreach (var answer in answers)
            {
                answer.ShouldBe(503, "OVERLOADED");
                answer["retry-after"].ShouldBe("2");
            }
        }

        upstream.Requests.Count.ShouldBe(asked, "no provider was asked");
        (await unknown.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        (await known.AskAsync(Caller.Asking(Model, extra: ",\"max_tokens\":30000"))).ShouldBe(200);
    }

    /// <summary>Locks every table until the connection is closed.</summary>
    private static async Task<NpgsqlConnection> LockAsync(string store)
    {
        var connection = new NpgsqlConnection($"{store};Pooling=false");
        await connection.OpenAsync(Cancellation);

        // A transaction of the node can have one of the tables and wait for another one.
        await Eventually.TrueAsync(() => TryLockAsync(connection));
        return connection;
    }

    private static async Task<bool> TryLockAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            BEGIN;
            DO $$ DECLARE found regclass; BEGIN
                FOR found IN SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace LOOP
                    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', found);
                END LOOP;
            END $$
            """,
            connection);
        try
        {
            await command.ExecuteNonQueryAsync(Cancellation);
            return true;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
            await rollback.ExecuteNonQueryAsync(Cancellation);
            return false;
        }
    }
}
