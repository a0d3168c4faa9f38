using JusInfer.Portal.Cluster;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JusInfer.Portal.Tests.Usage.Journal;

public sealed class IntentCopiesTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private readonly IIntentStore store = Substitute.For<IIntentStore>();
    private readonly LeaseNode node = LeaseNode.New();
    private readonly Records records = new();
    private readonly IntentCopies copies;

    public IntentCopiesTests()
    {
        copies = NewCopies(JournalDurability.Database);
        Answer(() => Task.FromResult(true));
    }

    public async ValueTask InitializeAsync() => await copies.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await copies.StopAsync(CancellationToken.None);
        copies.Dispose();
    }

    [Fact]
    public async Task Calls_that_begin_within_20_ms_are_copied_together()
    {
        var copied = Enumerable.Range(0, 3).Select(_ => copies.Add(NewIntent())).ToArray();
        copied[0].IsCompleted.ShouldBeFalse();

        await AdvanceUntilAsync(Task.WhenAll(copied));

        await store.Received(1).CopyAsync(node, Arg.Is<IReadOnlyList<IntentCopy>>(static added => added.Count == 3), Arg.Any<IReadOnlyList<RequestId>>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_call_whose_intent_cannot_be_copied_fails_and_the_next_one_does_not()
    {
        Answer(static () => Task.FromException<bool>(new TimeoutException("The database does not answer.")));
        var lost = copies.Add(NewIntent());
        await AdvanceUntilAsync(lost);
        Answer(static () => Task.FromResult(true));
        var next = copies.Add(NewIntent());
        await AdvanceUntilAsync(next);

        (await Should.ThrowAsync<IOException>(lost)).Message.ShouldContain("database");
        next.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task A_call_of_a_node_that_was_taken_over_fails()
    {
        Answer(static () => Task.FromResult(false));
        var copied = copies.Add(NewIntent());
        await AdvanceUntilAsync(copied);

        await Should.ThrowAsync<IOException>(copied);
    }

    [Fact]
    public async Task The_copy_of_a_stored_call_is_removed_even_if_the_database_was_unavailable()
    {
        var id = NewIntent().Id;
        var attempts = 0;
        Answer(() => attempts++ == 0 ? Task.FromException<bool>(new TimeoutException()) : Task.FromResult(true));
        copies.Remove(id);
        await AdvanceUntilAsync(UntilAskedAsync(2));

        await store.Received(2).CopyAsync(
            node, Arg.Any<IReadOnlyList<IntentCopy>>(), Arg.Is<IReadOnlyList<RequestId>>(stored => stored.Contains(id)), Arg.Any<CancellationToken>());
    }

    [Fact]
    public void Other_durabilities_need_no_copies()
    {
        NewCopies(JournalDurability.Process).IsEnabled.ShouldBeFalse();
        NewCopies(JournalDurability.Disk).IsEnabled.ShouldBeFalse();
        copies.IsEnabled.ShouldBeTrue();
    }

    private IntentCopies NewCopies(JournalDurability durability) =>
        new(new JournalOptions { Path = "", Durability = durability }, store, node, time, NullLogger<IntentCopies>.Instance);

    private void Answer(Func<Task<bool>> answer) => store.CopyAsync(
        Arg.Any<LeaseNode>(), Arg.Any<IReadOnlyList<IntentCopy>>(), Arg.Any<IReadOnlyList<RequestId>>(), Arg.Any<CancellationToken>()).Returns(_ => answer());

    private Task UntilAskedAsync(int times) => Eventually.TrueAsync(() => store.ReceivedCalls().Count() >= times);

    private Task AdvanceUntilAsync(Task done) => Eventually.EndedAsync(done, () => time.Advance(TimeSpan.FromMilliseconds(20)));

    private CallIntent NewIntent()
    {
        var record = records.Next(1)[0];
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
            EstimatedInputTokens = 7,
            CatalogVersion = "1",
        };
    }
}
