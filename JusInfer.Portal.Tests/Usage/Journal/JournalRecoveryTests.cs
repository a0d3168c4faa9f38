using System.Buffers;
using System.Buffers.Binary;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Tests.Catalog;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Columns;
using JusInfer.Portal.Usage.Journal;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace JusInfer.Portal.Tests.Usage.Journal;

/// <summary>Journal files of earlier and later versions of JusInfer. Those of earlier versions are recorded next to this file.</summary>
public sealed class JournalRecoveryTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-recovery-");
    private readonly List<UsageRecord> stored = [];
    private readonly LogCapture log = new();

    public void Dispose()
    {
        log.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_file_from_before_entries_had_versions_is_recovered() =>
        Recover("unversioned.journal").ShouldBe([RecordedJournal.Full, RecordedJournal.Bare, RecordedJournal.Oldest, RecordedJournal.Interrupted]);

    [Fact]
    public void A_file_of_version_3_is_recovered() =>
        Recover("version-3.journal").ShouldBe([RecordedJournal.Full, RecordedJournal.Bare, RecordedJournal.Interrupted]);

    [Fact]
    public void An_interrupted_call_keeps_its_repository_and_label()
    {
        var output = new ArrayBufferWriter<byte>();
        JournalFormat.Write(output, RecordedJournal.Open with { Repository = "acme/shop", Label = "nightly" });

        Recover(output.WrittenSpan).ShouldBe([RecordedJournal.Interrupted with { Repository = "acme/shop", Label = "nightly" }]);
    }

    [Fact]
    public void Entries_of_the_version_without_repository_and_label_are_recovered()
    {
        var output = new ArrayBufferWriter<byte>();
        JournalFormat.Write(output, RecordedJournal.Open);
        var start = output.WrittenCount;
        JournalFormat.Write(output, RecordedJournal.Full);
        var entries = output.WrittenSpan;

        Recover([.. Before(JournalVersion.Labels, entries[..start]), .. Before(JournalVersion.Labels, entries[start..])]).ShouldBe([RecordedJournal.Full, RecordedJournal.Interrupted]);
    }

    [Fact]
    public async Task A_file_of_a_later_version_is_reported_and_kept_while_others_are_stored_and_removed()
    {
        await File.WriteAllBytesAsync(PathOf("1.journal"), Recorded("unversioned.journal"), Cancellation);
        await File.WriteAllBytesAsync(PathOf("2.journal"), OfVersion(200, Recorded("version-3.journal")), Cancellation);

        await StartAsync();

        stored.Select(record => record.Id).ShouldBe([RecordedJournal.Full.Id, RecordedJournal.Bare.Id, RecordedJournal.Oldest.Id, RecordedJournal.Interrupted.Id]);
        folder.GetFiles().Select(file => file.Name).ShouldBe(["2.journal"]);
        log.Lines.ShouldContain(line => line.Contains("Error") && line.Contains($"{PathOf("2.journal")} has entries of format version 200") && line.Contains("kept"));
    }

    /// <summary>
    /// A changed byte loses the call in whose entry it is at most, and is reported. HarperFast/harper#2016: readers of a log took a damaged
    /// frame in its middle for its end, and lost all later writes. pmcfadin/cqlite#1391: a replay that could not say so, and deleted the
    /// file.
    /// </summary>
    [Fact]
    public void A_segment_that_is_damaged_at_any_byte_loses_one_call_at_most()
    {
        var segment = Segment(out var calls, out var starts);

        for (var at = 0; at < segment.Length; at++)
        {
            var changed = segment.ToArray();
            changed[at] ^= 0x41;
            var recovery = Recovery();
            var faults = recovery.Read(SegmentLayout.Split(changed, out var marks), marks);

            faults.IsDamaged.ShouldBeTrue($"byte {at}");
            faults.Gaps.ShouldBe(1, $"byte {at}");
            var lost = starts.FindLastIndex(start => start <= at);
            var expected = calls.Where((_, i) => i != lost / 2 || at >= SegmentLayout.EntryBytes(segment.Length)).ToArray();
            expected.Except(Ended(recovery.Records)).ShouldBeEmpty($"byte {at}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_damaged_file_is_kept_under_another_name_and_reported_and_its_other_calls_are_stored(int entry)
    {
        var segment = Segment(out var calls, out var starts);
        segment[starts[entry] + 20] ^= 1;
        await File.WriteAllBytesAsync(PathOf("1.journal"), segment, Cancellation);

        await StartAsync();

        Ended(stored).ShouldBe(calls.Where((_, i) => entry % 2 == 0 || i != entry / 2), ignoreOrder: true);
        folder.GetFiles().Select(static file => file.Name).ShouldBe(["1.journal.damaged"]);
        (await File.ReadAllBytesAsync(PathOf("1.journal.damaged"), Cancellation)).ShouldBe(segment);
        log.Lines.ShouldContain(line =>
            line.Contains("Error") && line.Contains($"{PathOf("1.journal")} is damaged in 1 places") && line.Contains("1.journal.damaged"));
        new DamagedJournals(new JournalOptions { Path = folder.FullName }).Find().ShouldBe([PathOf("1.journal.damaged")]);

        stored.Clear();
        await StartAsync();
        stored.ShouldBeEmpty("the next start does not read it");
    }

    /// <summary>langgenius/mosoo#328: only a row of the same id stopped a replay, and the rows were removed after seven days.</summary>
    [Fact]
    public async Task Calls_that_were_stored_before_the_process_was_killed_are_not_stored_again()
    {
        var options = new JournalOptions { Path = folder.FullName };
        var calls = new List<(JournalTicket Ticket, RequestId Id)>();
        using (var journal = new UsageJournal(options, new ManualTime()))
        {
            for (byte i = 0; i < 9; i++)
            {
                var record = RecordedJournal.Numbered(i);
                calls.Add((journal.Open(RecordedJournal.Intent(record)), record.Id));
                if (i % 3 != 2) journal.Close(record);
            }

            foreach (var (ticket, _) in calls.Where(static (_, i) => i % 3 == 0)) journal.Release(ticket);
            File.Copy(Directory.GetFiles(folder.FullName).Single(), PathOf("copy"));
            foreach (var (ticket, _) in calls.Where(static (_, i) => i % 3 != 0)) journal.Release(ticket);
        }

        File.Move(PathOf("copy"), PathOf("1.journal"));
        await StartAsync();

        var expected = calls.Where(static (_, i) => i % 3 != 0).Select(static call => call.Id);
        stored.Select(static record => record.Id).ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(41, 4)]
    [InlineData(39, 0)]
    public async Task Calls_that_are_older_than_the_retention_are_skipped_and_counted(int retentionDays, int expected)
    {
        await File.WriteAllBytesAsync(PathOf("1.journal"), Recorded("unversioned.journal"), Cancellation);

        await StartAsync(retentionDays);

        stored.Count.ShouldBe(expected);
        folder.GetFiles().ShouldBeEmpty();
        var isSaid = log.Lines.Any(static line => line.Contains("4 calls of the journal are older than the retention of 39 days"));
        isSaid.ShouldBe(expected == 0);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static IReadOnlyList<UsageRecord> Recover(string name) => Recover(Recorded(name));

    /// <summary>The calls that are recorded as they have ended.</summary>
    private static IEnumerable<RequestId> Ended(IEnumerable<UsageRecord> records) =>
        records.Where(static record => record.ErrorCode is null).Select(static record => record.Id);

    private static JournalRecovery Recovery() =>
        new(static intent => (new NanoUsd(intent.EstimatedInputTokens), new DateOnly(2026, 1, 1), null));

    /// <summary>A segment of four calls: intent and close of each, one after the other.</summary>
    private static byte[] Segment(out RequestId[] calls, out List<int> starts)
    {
        var output = new ArrayBufferWriter<byte>();
        var ids = new List<RequestId>();
        starts = [];
        for (byte i = 0; i < 4; i++)
        {
            var record = RecordedJournal.Numbered(i);
            ids.Add(record.Id);
            starts.Add(output.WrittenCount);
            JournalFormat.Write(output, RecordedJournal.Intent(record));
            starts.Add(output.WrittenCount);
            JournalFormat.Write(output, record);
        }

        var segment = new byte[4096];
        output.WrittenSpan.CopyTo(segment);
        SegmentLayout.WriteFooter(segment.AsSpan(^sizeof(ulong)..));
        calls = [.. ids];
        return segment;
    }

    private static IReadOnlyList<UsageRecord> Recover(ReadOnlySpan<byte> segment)
    {
        var recovery = Recovery();
        recovery.Read(segment).ShouldBe(default);
        return recovery.Records;
    }

    private static byte[] Recorded(string name) => File.ReadAllBytes(Repository.PathOf("JusInfer.Portal.Tests", "Usage", "Journal", name));

    /// <summary>The entry as the version before wrote it: without its last columns, two missing texts.</summary>
    private static byte[] Before(byte version, ReadOnlySpan<byte> entry)
    {
        var missing = new ArrayBufferWriter<byte>();
        var writer = new EntryWriter(missing);
        writer.WriteText(null);
        writer.WriteText(null);
        var earlier = entry[..^missing.WrittenCount].ToArray();
        var payload = earlier.AsSpan(JournalFormat.HeaderBytes);
        payload[0] = (byte)(version - 1);
        BinaryPrimitives.WriteInt32LittleEndian(earlier, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(earlier.AsSpan(4), JournalFormat.Checksum(payload));
        return earlier;
    }

    /// <summary>The same entries with another version in the first byte of their payload.</summary>
    private static byte[] OfVersion(byte version, byte[] file)
    {
        for (var start = 0; BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(start)) is > 0 and var length; start += JournalFormat.HeaderBytes + length)
        {
            var payload = file.AsSpan(start + JournalFormat.HeaderBytes, length);
            payload[0] = version;
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(start + 4), JournalFormat.Checksum(payload));
        }

        return file;
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private async Task StartAsync(int retentionDays = 0)
    {
        var clock = Substitute.For<IStoreClock>();
        clock.ReadAsync(Arg.Any<CancellationToken>()).Returns(RecordedJournal.Full.At.AddDays(40));
        var time = new ManualTime();
        var store = Substitute.For<IUsageStore>();
        store.AppendAsync(Arg.Do<IReadOnlyList<UsageRecord>>(stored.AddRange), Arg.Any<CancellationToken>()).Returns(Task.CompletedTask);
        var options = new JournalOptions { Path = folder.FullName };
        using var journal = new UsageJournal(options, time);
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        var leftovers = new LeftoverJournals(
            options, new UsageOptions { RetentionDays = retentionDays }, journal, store, Substitute.For<IIntentStore>(), clock,
            new IntentPrices(new CatalogSource(CatalogFile.Load())), logs.CreateLogger<LeftoverJournals>());
        using var service = new JournalSyncService(journal, leftovers, time, logs.CreateLogger<JournalSyncService>());
        await service.StartAsync(Cancellation);
        await service.StopAsync(Cancellation);
    }
}
