using JusInfer.Portal.Cluster;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JusInfer.Portal.Tests.Usage;

public sealed class UsageWriterTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-writer-");
    private readonly ManualTime time = new();
    private readonly Signal<RecordStored> storedSignal = new();
    private readonly Records records = new();
    private readonly List<RequestId> stored = [];
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IUsageStore store = Substitute.For<IUsageStore>();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_record_that_the_store_rejects_does_not_block_the_others_and_stays_in_the_journal()
    {
        var (poison, good) = (records.Next(), records.Next());
        StoreRejects(batch => batch.Any(record => record.Id == poison.Id));

        await RunAsync([poison, good]);

        stored.ShouldBe([good.Id]);
        folder.GetFiles("*.journal").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Records_are_stored_when_an_unavailable_store_is_back()
    {
        var failures = 20;
        StoreRejects(_ => failures-- > 0);
        var (first, second) = (records.Next(), records.Next());

        await RunAsync([first, second]);

        stored.Distinct().ShouldBe([first.Id, second.Id], ignoreOrder: true);
        folder.GetFiles("*.journal").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failing_subscriber_does_not_store_a_record_twice()
    {
        using var subscription = storedSignal.Subscribe(_ => throw new InvalidOperationException("The subscriber failed."));
        StoreRejects(_ => false);
        var record = records.Next();

        await RunAsync([record]);

        stored.ShouldBe([record.Id]);
        folder.GetFiles("*.journal").ShouldBeEmpty();
    }

    private void StoreRejects(Func<IReadOnlyList<UsageRecord>, bool> rejects) =>
        store.AppendAsync(Arg.Any<IReadOnlyList<UsageRecord>>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            asked.TrySetResult();
            var batch = call.Arg<IReadOnlyList<UsageRecord>>();
            if (rejects(batch)) return Task.FromException(new InvalidOperationException("The store failed."));
            stored.AddRange(batch.Select(record => record.Id));
            return Task.CompletedTask;
        });

    /// <summary>Closes the calls and lets the writer store them until its queue is empty.</summary>
    private async Task RunAsync(IReadOnlyList<UsageRecord> calls)
    {
        var options = new JournalOptions { Path = folder.FullName };
        using var journal = new UsageJournal(options, time);
        using var copies = new IntentCopies(options, Substitute.For<IIntentStore>(), LeaseNode.New(), time, NullLogger<IntentCopies>.Instance);
        var ledger = new UsageLedger(journal, copies, new Signal<RecordClosed>(), storedSignal);
        foreach (var call in calls) ledger.Close(ledger.Open(IntentOf(call)), call);
        using var storeLock = new StoreLock();
        using var writer = new UsageWriter(ledger, store, storeLock, time, NullLogger<UsageWriter>.Instance);
        await writer.StartAsync(TestContext.Current.CancellationToken);
        await asked.Task.WaitAsync(Timeout, TestContext.Current.CancellationToken);
        var stopped = writer.StopAsync(CancellationToken.None);
        await Eventually.EndedAsync(stopped, () => time.Advance(TimeSpan.FromSeconds(5)));
        await stopped;
    }

    private static CallIntent IntentOf(UsageRecord call) => new()
    {
        Id = call.Id,
        At = call.At,
        TeamId = call.TeamId,
        KeyId = call.KeyId,
        MemberId = call.MemberId,
        ModelRequested = call.ModelRequested,
        ModelPlanned = "model",
        Provider = "provider",
        Route = call.Route,
        EstimatedInputTokens = 1,
        CatalogVersion = call.CatalogVersion,
    };
}
