using System.Buffers;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage.Journal;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>The nodes that use a database, and what becomes of one that is gone.</summary>
public abstract class NodeStoreContract(StoreFixture store) : StoreContract(store)
{
    private readonly Records records = new();

    private protected INodeStore Nodes => Node.Get<INodeStore>();

    [Fact]
    public async Task A_node_is_listed_from_its_start_to_its_end()
    {
        var node = await AddAsync();

        (await Nodes.ReportAsync(node.Node, Cancellation)).ShouldBeTrue();
        var listed = await FindAsync(node);
        await Nodes.EndAsync(node.Node, Cancellation);

        listed!.Description.ShouldBe(node);
        listed.ClockOffset.Duration().ShouldBeLessThan(TimeSpan.FromSeconds(1), "it runs on the machine of the database");
        (await FindAsync(node)).ShouldBeNull("it has left nothing");
        (await Nodes.ReportAsync(node.Node, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_ended_node_cannot_lease_and_is_listed_until_its_leases_are_removed()
    {
        var node = await AddAsync();
        await LeaseAsync(node.Node, 8);
        await Nodes.EndAsync(node.Node, Cancellation);

        await Should.ThrowAsync<NodeTakenOverException>(() => Node.Get<ILeaseStore>().OpenAsync(Team with { Subject = "other" }, node.Node, Cancellation));
        var left = await FindAsync(node);
        await Nodes.RemoveAsync(node.Node, Cancellation);

        (left!.IsEnded, left.Leased).ShouldBe((true, Usd(8)));
        (await FindAsync(node)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_silent_node_has_leased_can_be_written_off_by_the_operator_and_a_running_one_cannot_be()
    {
        var (silent, running) = (await AddAsync(), await AddAsync());
        await LeaseAsync(silent.Node, 8);
        await SilenceAsync(silent);
        var writeOff = new NodeWriteOff(Nodes, Takeover(), AllOperators.Instance);

        (await writeOff.WriteOffAsync(default, running.Node.Id, Cancellation)).ShouldBeOfType<RequestError.Conflict>();
        (await writeOff.WriteOffAsync(default, Guid.NewGuid(), Cancellation)).ShouldBeOfType<RequestError.NotFound>();
        (await writeOff.WriteOffAsync(default, silent.Node.Id, Cancellation)).ShouldBeNull();

        (await FindAsync(silent)).ShouldBeNull();
        (await Nodes.ReportAsync(silent.Node, Cancellation)).ShouldBeFalse("it stops if it comes back");
    }

    private protected NodeTakeover Takeover(string journal = "") => new(
        Nodes, Node.Get<IIntentStore>(), Node.Usage, JusInfer.Portal.Tests.Admission.Leases.Simulation.Sim.Prices,
        new DamagedJournals(new JournalOptions { Path = journal }), NullLogger<NodeTakeover>.Instance);

    private protected AllowanceId Team => new(records.Team, AllowanceKind.Team, "", "", DateTimeOffset.UnixEpoch, Timestamps.Never);

    private protected Records Records => records;

    private protected async Task<NodeDescription> AddAsync()
    {
        var node = new NodeDescription { Node = LeaseNode.New(), Host = "host", Journal = "/journal", Release = "1.0", Catalog = "1", CopiesIntents = true };
        await Nodes.AddAsync(node, Cancellation);
        return node;
    }

    private protected async Task<NodeState?> FindAsync(NodeDescription node) =>
        (await Nodes.ListAsync(Cancellation)).Nodes.SingleOrDefault(known => known.Node == node.Node);

    private protected async Task LeaseAsync(LeaseNode node, decimal usd)
    {
        var leases = Node.Get<ILeaseStore>();
        await leases.OpenAsync(Team, node, Cancellation);
        var reply = await leases.ExchangeAsync(new LeaseRequest(records.Team, 1, [new LeaseItem(Team, Usd(100), Usd(usd), Usd(usd))]), node, Cancellation);
        reply.IsGranted.ShouldBeTrue();
    }

    private protected async Task SilenceAsync(NodeDescription node)
    {
        await using var context = Node.OpenContext();
        await context.Nodes.Where(row => row.Id == node.Node.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.SeenAt, DateTimeOffset.UnixEpoch), Cancellation);
    }

    private protected static NanoUsd Usd(decimal amount) => NanoUsd.FromUsd(amount);
}

public sealed class NodeStoreOnSqlite(SqliteStore store) : NodeStoreContract(store), IClassFixture<SqliteStore>;

/// <summary>Intents are copied to PostgreSQL only.</summary>
public sealed class NodeStoreOnPostgres(PostgresStore store) : NodeStoreContract(store), IClassFixture<PostgresStore>
{
    private IIntentStore Intents => Node.Get<IIntentStore>();

    [Fact]
    public async Task Intents_are_added_and_removed_in_batches()
    {
        var node = await AddAsync();
        var (first, second) = (NewIntent(), NewIntent());

        (await Intents.CopyAsync(node.Node, [Copy(first), Copy(second)], [], Cancellation)).ShouldBeTrue();
        (await Intents.FindAsync([first.Id, NewIntent().Id], Cancellation)).ShouldBe([first.Id]);
        (await Intents.CopyAsync(node.Node, [], [first.Id], Cancellation)).ShouldBeTrue();

        (await Intents.ReadAsync(node.Node, Cancellation)).ShouldHaveSingleItem().ShouldBe(Copy(second).Entry);
    }

    [Fact]
    public async Task A_call_that_has_ended_before_its_intent_is_copied_leaves_none()
    {
        var node = await AddAsync();
        var call = NewIntent();

        (await Intents.CopyAsync(node.Node, [Copy(call)], [call.Id], Cancellation)).ShouldBeTrue();

        (await Intents.ReadAsync(node.Node, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_that_was_taken_over_cannot_begin_a_call()
    {
        var node = await AddAsync();
        await Nodes.EndAsync(node.Node, Cancellation);

        (await Intents.CopyAsync(node.Node, [Copy(NewIntent())], [], Cancellation)).ShouldBeFalse();
        (await Intents.ReadAsync(node.Node, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Intents_that_are_copied_while_a_node_ends_are_refused_or_found()
    {
        for (var round = 0; round < 20; round++)
        {
            var node = await AddAsync();
            var calls = Enumerable.Range(0, 8).Select(_ => NewIntent()).ToArray();

            var copies = Task.WhenAll(calls.Select(call => Task.Run(() => Intents.CopyAsync(node.Node, [Copy(call)], [], Cancellation))));
            await Nodes.EndAsync(node.Node, Cancellation);
            var found = (await Intents.ReadAsync(node.Node, Cancellation)).Count;

            (await copies).Count(static isCopied => isCopied).ShouldBe(found, "none is added after the end");
        }
    }

    [Fact]
    public async Task A_damaged_copy_is_kept_in_a_file_and_the_other_calls_are_recorded()
    {
        var folder = Directory.CreateTempSubdirectory("jusinfer-takeover-");
        var lost = await AddAsync();
        IntentCopy[] copies = [Copy(NewIntent()), Copy(NewIntent()), Copy(NewIntent())];
        copies[1].Entry[30] ^= 1;
        await Intents.CopyAsync(lost.Node, copies, [], Cancellation);
        await SilenceAsync(lost);

        (await Takeover(folder.FullName).TakeOverAsync((await FindAsync(lost))!, Cancellation)).ShouldBeTrue();

        (await FindAsync(lost)).ShouldBeNull();
        await using var context = Node.OpenContext();
        var rows = context.UsageRequests.AsNoTracking().Where(row => row.TeamId == Records.Team);
        var recorded = await rows.Select(row => row.Id).ToListAsync(Cancellation);
        recorded.ShouldBe([copies[0].Id, copies[2].Id], ignoreOrder: true);
        var kept = new DamagedJournals(new JournalOptions { Path = folder.FullName }).Find().ShouldHaveSingleItem();
        (await File.ReadAllBytesAsync(kept, Cancellation)).ShouldBe(copies[1].Entry);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_calls_of_a_lost_node_are_recorded_once_and_not_charged()
    {
        var (lost, call) = (await AddAsync(), NewIntent());
        await LeaseAsync(lost.Node, 8);
        await Intents.CopyAsync(lost.Node, [Copy(call)], [], Cancellation);
        await SilenceAsync(lost);
        var state = (await FindAsync(lost))!;
        state.OpenCalls.ShouldBe(1);

        await Task.WhenAll(Takeover().TakeOverAsync(state, Cancellation), Takeover().TakeOverAsync(state, Cancellation));

        (await FindAsync(lost)).ShouldBeNull();
        await using var context = Node.OpenContext();
        var record = await context.UsageRequests.AsNoTracking().SingleAsync(row => row.TeamId == Records.Team, Cancellation);
        (record.Id, record.ErrorCode, record.Cost).ShouldBe((call.Id, JournalRecovery.InterruptedCode, NanoUsd.Zero));
        record.Unbilled.ShouldBe(new NanoUsd(call.EstimatedInputTokens), "the operator bears it");
        (await context.Leases.CountAsync(row => row.Node == lost.Node.Id, Cancellation)).ShouldBe(0);
    }

    private static IntentCopy Copy(CallIntent intent)
    {
        var entry = new ArrayBufferWriter<byte>();
        JournalFormat.Write(entry, intent);
        return new IntentCopy(intent.Id, entry.WrittenSpan.ToArray());
    }

    private CallIntent NewIntent()
    {
        var record = Records.Next(1)[0];
        return new CallIntent
        {
            Id = record.Id,
            At = record.At,
            TeamId = record.TeamId,
            KeyId = record.KeyId,
            MemberId = record.MemberId,
            ModelRequested = "a/model",
            ModelPlanned = "a/model",
            Provider = "a",
            Route = "named",
            EstimatedInputTokens = 700,
            CatalogVersion = "1",
        };
    }
}
