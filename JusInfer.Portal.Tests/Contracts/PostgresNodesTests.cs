using System.Diagnostics;
using JusInfer.Portal.Data;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Usage;
using Npgsql;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>Several nodes on one PostgreSQL database.</summary>
public sealed class PostgresNodesTests(PostgresStore store, PostgresCluster cluster) : StoreContract(store), IClassFixture<PostgresStore>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_change_of_access_is_heard_on_the_other_node_within_a_second_and_no_change_twice()
    {
        await using var other = await StartNodeAsync();
        var (here, there) = (new Heard<AccessChanged>(Node.AccessChanges), new Heard<AccessChanged>(other.AccessChanges));
        var owner = await AddTeamAsync();
        await there.UntilAsync(news => news.Tenant == owner.TenantId);

        var clock = Stopwatch.StartNew();
        await Node.Tenancy.SetCapAsync(owner.TenantId, owner.Id, null, Cancellation);
        await there.UntilAsync(news => news.Tenant == owner.TenantId, times: 2);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));

        // What the other node says next arrives after anything that it might have echoed.
        var second = await AddTeamAsync();
        await other.Tenancy.SetCapAsync(second.TenantId, second.Id, null, Cancellation);
        await here.UntilAsync(news => news.Tenant == second.TenantId, times: 2);
        here.Count(news => news.Tenant == owner.TenantId).ShouldBe(2);
        there.Count(news => news.Tenant == owner.TenantId).ShouldBe(2);
    }

    [Fact]
    [Trait("Promise", "P-8")]
    public async Task New_usage_is_heard_on_the_other_node_and_visible_there()
    {
        await using var other = await StartNodeAsync();
        var there = new Heard<UsageChanged>(other.UsageChanges);
        var records = new Records();
        var record = records.Next();

        await Node.Usage.AppendAsync([record], Cancellation);
        await there.UntilAsync(news => news.Tenant == records.Tenant);

        (await other.Queries.FindRequestAsync(record.TenantId, record.Id, Cancellation)).ShouldBe(record);
    }

    [Fact]
    public async Task What_is_rolled_back_is_not_heard()
    {
        await using var other = await StartNodeAsync();
        var there = new Heard<UsageChanged>(other.UsageChanges);
        var (lost, kept) = (new Records(), new Records());
        using var cancelled = new CancellationTokenSource();

        using (Node.UsageChanges.Subscribe(_ => throw new InvalidOperationException("Not to be called.")))
        {
            await cancelled.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => Node.Usage.AppendAsync([lost.Next()], cancelled.Token));
        }

        await Node.Usage.AppendAsync([kept.Next()], Cancellation);
        await there.UntilAsync(news => news.Tenant == kept.Tenant);
        there.Count(news => news.Tenant == lost.Tenant).ShouldBe(0);
    }

    [Fact]
    public async Task A_node_that_was_cut_off_listens_again_and_takes_everyones_access_as_changed()
    {
        await using var other = await StartNodeAsync();
        var there = new Heard<AccessChanged>(other.AccessChanges);

        await using (var server = new NpgsqlConnection(Store.Options.ConnectionString))
        {
            await server.OpenAsync(Cancellation);
            const string CutListeners = """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'jusinfer changes' AND datname = current_database()
                """;
            await using var cut = new NpgsqlCommand(CutListeners, server);
            await cut.ExecuteNonQueryAsync(Cancellation);
        }

        await there.UntilAsync(news => news.Concerns(TenantId.New(Noon)));
        var owner = await AddTeamAsync();
        await there.UntilAsync(news => news.Tenant == owner.TenantId);
        there.Count(news => news.Tenant == default).ShouldBe(1);
        there.Count(news => news.Tenant == owner.TenantId).ShouldBe(1);
    }

    [Fact]
    public async Task Nodes_that_start_at_once_on_a_server_without_the_database_all_start()
    {
        var options = new StoreOptions(await cluster.NewConnectionStringAsync(), "");
        var nodes = Enumerable.Range(0, 5).Select(_ => new StoreNode(options)).ToList();

        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Migration.MigrateAsync(Cancellation), Cancellation)));

        foreach (var node in nodes)
        {
            (await node.SigningKeys.ListAsync(Cancellation)).ShouldBeEmpty();
            await node.DisposeAsync();
        }
    }

    private async Task<StoreNode> StartNodeAsync()
    {
        var node = Store.NewNode();
        var heard = new Heard<AccessChanged>(node.AccessChanges);
        await node.StartAsync();
        await heard.UntilAsync(news => news.Tenant == default);
        return node;
    }

    /// <summary>All that a signal said since this was made.</summary>
    private sealed class Heard<T>
    {
        private readonly List<T> all = [];
        private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Heard(Signal<T> signal) => signal.Subscribe(item =>
        {
            lock (all)
            {
                all.Add(item);
                more.TrySetResult();
                more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        });

        public int Count(Func<T, bool> which)
        {
            lock (all) return all.Count(which);
        }

        public async Task UntilAsync(Func<T, bool> which, int times = 1)
        {
            while (true)
            {
                Task next;
                lock (all)
                {
                    if (all.Count(which) >= times) return;
                    next = more.Task;
                }

                await next.WaitAsync(Patience, Cancellation);
            }
        }
    }
}
