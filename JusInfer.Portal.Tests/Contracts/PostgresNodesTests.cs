using JusInfer.Portal.Data;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>Several nodes on one PostgreSQL database.</summary>
[Slow]
public sealed class PostgresNodesTests(PostgresStore store, PostgresCluster cluster) : StoreContract(store), IClassFixture<PostgresStore>
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_access_change_reaches_the_other_node_once_within_a_second()
    {
        await using var other = await StartNodeAsync();
        var (here, there) = (new SignalRecorder<AccessChanged>(Node.AccessChanges), new SignalRecorder<AccessChanged>(other.AccessChanges));
        Member owner = null!;
        await Promptly.WithinAsync(TimeSpan.FromSeconds(1), async () =>
        {
            owner = await AddTeamAsync();
            await there.WaitForAsync(change => change.Team == owner.TeamId);
            return async () =>
            {
                await Node.Tenancy.UpdateMemberAsync(owner with { Version = 2 }, Cancellation);
                await there.WaitForAsync(change => change.Team == owner.TeamId, times: 2);
            };
        });

        // A later change of the other node arrives after any echo of the earlier ones.
        var second = await AddTeamAsync();
        await other.Tenancy.UpdateMemberAsync(second with { Version = 2 }, Cancellation);
        await here.WaitForAsync(change => change.Team == second.TeamId, times: 2);
        here.Count(change => change.Team == owner.TeamId).ShouldBe(2);
        there.Count(change => change.Team == owner.TeamId).ShouldBe(2);
    }

    [Fact]
    [Trait("Promise", "P-8")]
    public async Task New_usage_is_announced_to_the_other_node_and_visible_there()
    {
        await using var other = await StartNodeAsync();
        var there = new SignalRecorder<UsageChanged>(other.UsageChanges);
        var records = new Records();
        var record = records.Next();

        await Node.Usage.AppendAsync([record], Cancellation);
        await there.WaitForAsync(change => change.Team == records.Team);

        (await other.Queries.FindRequestAsync(record.TeamId, record.Id, Cancellation)).ShouldNotBeNull().Cost.ShouldBe(record.Cost);
    }

    [Fact]
    public async Task A_rolled_back_change_is_not_announced()
    {
        await using var other = await StartNodeAsync();
        var there = new SignalRecorder<UsageChanged>(other.UsageChanges);
        var (lost, kept) = (new Records(), new Records());
        using var cancelled = new CancellationTokenSource();

        using (Node.UsageChanges.Subscribe(_ => throw new InvalidOperationException("Not to be called.")))
        {
            await cancelled.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => Node.Usage.AppendAsync([lost.Next()], cancelled.Token));
        }

        await Node.Usage.AppendAsync([kept.Next()], Cancellation);
        await there.WaitForAsync(change => change.Team == kept.Team);
        there.Count(change => change.Team == lost.Team).ShouldBe(0);
    }

    [Fact]
    public async Task A_disconnected_node_reconnects_and_treats_the_access_of_every_team_as_changed()
    {
        await using var other = await StartNodeAsync();
        var there = new SignalRecorder<AccessChanged>(other.AccessChanges);

        await using (var server = new NpgsqlConnection(Store.Options.ConnectionString))
        {
            await server.OpenAsync(Cancellation);
            const string TerminateListeners = """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'jusinfer changes' AND datname = current_database()
                """;
            await using var terminate = new NpgsqlCommand(TerminateListeners, server);
            await terminate.ExecuteNonQueryAsync(Cancellation);
        }

        await there.WaitForAsync(change => change.Concerns(TeamId.New(Noon)));
        var owner = await AddTeamAsync();
        await there.WaitForAsync(change => change.Team == owner.TeamId);
        there.Count(change => change.Team == default).ShouldBe(1);
        there.Count(change => change.Team == owner.TeamId).ShouldBe(1);
    }

    [Fact]
    public async Task Nodes_that_start_at_the_same_time_on_a_server_without_the_database_all_start()
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

    [Fact]
    public async Task Nodes_that_start_at_the_same_time_share_one_data_protection_key()
    {
        var options = new StoreOptions(await cluster.NewConnectionStringAsync(), "");
        var nodes = Enumerable.Range(0, 5).Select(_ => new StoreNode(options)).ToList();

        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Migration.MigrateAsync(Cancellation), Cancellation)));

        var protectors = nodes.Select(static node => node.Get<IDataProtectionProvider>().CreateProtector("test")).ToList();
        var encrypted = protectors.Select(static protector => protector.Protect([7])).ToList();
        foreach (var protector in protectors) encrypted.ShouldAllBe(bytes => protector.Unprotect(bytes).Single() == 7);
        await using (var context = nodes[0].OpenContext())
        {
            (await context.DataProtectionKeys.CountAsync(Cancellation)).ShouldBe(1);
        }

        foreach (var node in nodes) await node.DisposeAsync();
    }

    private async Task<StoreNode> StartNodeAsync()
    {
        var node = Store.NewNode();
        var changes = new SignalRecorder<AccessChanged>(node.AccessChanges);
        await node.StartAsync();
        await changes.WaitForAsync(change => change.Team == default);
        return node;
    }

    /// <summary>Records what a signal publishes.</summary>
    private sealed class SignalRecorder<T>
    {
        private readonly List<T> all = [];
        private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SignalRecorder(Signal<T> signal) => signal.Subscribe(item =>
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

        public async Task WaitForAsync(Func<T, bool> which, int times = 1)
        {
            while (true)
            {
                Task next;
                lock (all)
                {
                    if (all.Count(which) >= times) return;
                    next = more.Task;
                }

                await next.WaitAsync(Timeout, Cancellation);
            }
        }
    }
}
