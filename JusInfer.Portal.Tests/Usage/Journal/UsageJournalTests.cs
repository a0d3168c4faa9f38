using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Usage.Journal;

public sealed class UsageJournalTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-journal-");
    private readonly ManualTime time = new();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_call_is_in_the_journal_from_its_intent_until_its_record_is_stored()
    {
        using var journal = Journal();
        var intent = Intent();

        var ticket = journal.Open(intent);
        Recovered().ShouldHaveSingleItem().ErrorCode.ShouldBe("INTERRUPTED");
        journal.Close(Record(intent));
        Recovered().ShouldHaveSingleItem().ErrorCode.ShouldBeNull();
        journal.Release(ticket);
    }

    [Fact]
    public void Segments_whose_calls_are_all_stored_are_deleted_and_others_are_kept()
    {
        using var journal = Journal(segmentBytes: 2_048);
        var slow = Intent();
        var kept = journal.Open(slow);
        for (var i = 0; i < 100; i++) Call(journal);

        Recovered().ShouldContain(record => record.Id == slow.Id && record.ErrorCode == "INTERRUPTED");
        var before = Files().Length;
        journal.Close(Record(slow));
        journal.Release(kept);
        for (var i = 0; i < 20; i++) Call(journal);

        before.ShouldBeGreaterThan(10);
        Files().Length.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void A_clean_shutdown_leaves_no_segment_and_an_open_call_keeps_its_segment()
    {
        var clean = Journal();
        Call(clean);
        clean.Dispose();
        Files().ShouldBeEmpty();

        var cut = Journal();
        cut.Open(Intent());
        cut.Dispose();
        Recovered().ShouldHaveSingleItem();
    }

    /// <summary>hamanpaul/serialwrap#189.</summary>
    [Fact]
    public void Calls_after_the_deletion_of_the_folder_are_in_a_new_segment()
    {
        using var journal = Journal();
        var lost = journal.Open(Intent());
        journal.LeaveDeleted().ShouldBeNull();
        folder.Delete(recursive: true);

        journal.LeaveDeleted().ShouldBe(lost.Segment.Path);
        journal.LeaveDeleted().ShouldBeNull();
        journal.Release(lost);
        var kept = Intent();
        var ticket = journal.Open(kept);

        Recovered().ShouldHaveSingleItem().Id.ShouldBe(kept.Id);
        journal.Release(ticket);
    }

    [Fact]
    public void A_segment_of_this_process_is_not_a_leftover()
    {
        using var journal = Journal();
        journal.Open(Intent());

        journal.FindLeftovers().ShouldBeEmpty();
        using var other = Journal();
        other.FindLeftovers().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task With_disk_durability_a_call_waits_for_the_next_sync()
    {
        using var journal = Journal(JournalDurability.Disk);
        journal.Open(Intent());

        var synced = journal.WaitForSyncAsync(TestContext.Current.CancellationToken);
        synced.IsCompleted.ShouldBeFalse();
        journal.Sync();
        await synced;
        journal.WaitForSyncAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void With_process_durability_no_call_waits()
    {
        using var journal = Journal();
        journal.Open(Intent());

        journal.WaitForSyncAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void An_interrupted_call_costs_its_estimated_input()
    {
        using var journal = Journal();
        var intent = Intent();
        journal.Open(intent);

        var record = Recovered(asked => (new NanoUsd(asked.EstimatedInputTokens * 3), new DateOnly(2025, 1, 1), null)).ShouldHaveSingleItem();

        record.Cost.ShouldBe(new NanoUsd(300));
        record.Source.ShouldBe(UsageSource.Estimated);
        record.Tokens.InputUncached.ShouldBe(100);
        record.IsError.ShouldBeTrue();
    }

    private static void Call(UsageJournal journal)
    {
        var intent = Intent();
        var ticket = journal.Open(intent);
        journal.Close(Record(intent));
        journal.Release(ticket);
    }

    private UsageJournal Journal(JournalDurability durability = JournalDurability.Process, int segmentBytes = 64 * 1024) =>
        new(new JournalOptions { Path = folder.FullName, Durability = durability, SegmentBytes = segmentBytes }, time);

    private string[] Files() => [.. Directory.GetFiles(folder.FullName).Order(StringComparer.Ordinal)];

    private IReadOnlyList<UsageRecord> Recovered(Func<CallIntent, (NanoUsd Cost, DateOnly? PricesFrom, int? ContextTier)>? priceOf = null)
    {
        var recovery = new JournalRecovery(priceOf ?? (_ => (NanoUsd.Zero, null, null)));
        foreach (var path in Files())
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var segment = new byte[file.Length];
            file.ReadExactly(segment);
            recovery.Read(SegmentLayout.Split(segment)).ShouldBe(default);
        }

        return recovery.Records;
    }

    private static CallIntent Intent()
    {
        var now = DateTimeOffset.UtcNow;
        return new CallIntent
        {
            Id = RequestId.New(now),
            At = now,
            TeamId = TeamId.New(now),
            KeyId = KeyId.New(now),
            MemberId = MemberId.New(now),
            ModelRequested = "auto",
            ModelPlanned = "test/model",
            Provider = "alpha",
            Route = "pinned",
            EstimatedInputTokens = 100,
            CatalogVersion = "1",
        };
    }

    private static UsageRecord Record(CallIntent intent) => new()
    {
        Id = intent.Id,
        At = intent.At,
        TeamId = intent.TeamId,
        KeyId = intent.KeyId,
        MemberId = intent.MemberId,
        ModelRequested = "auto",
        Route = "pinned",
        Status = 200,
        Source = UsageSource.Provider,
        DurationMs = 1,
        Attempts = 1,
        CatalogVersion = "1",
    };
}
