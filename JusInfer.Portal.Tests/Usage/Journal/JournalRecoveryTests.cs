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
    private readonly HashSet<TeamId> unknownTeams = [];
    private readonly LogCapture log = new();
    private RequestId? rejected;

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
            var faults = recovery.Read(SegmentLayout.Split(changed));

            // Too low counts lose nothing, as after a power failure that kept the entries and not yet the counts.
            var isCount = at >= SegmentLayout.WrittenOf(segment.Length) && at < segment.Length - sizeof(ulong);
            if (!isCount) faults.Gaps.ShouldBe(1, $"byte {at}");
            var lost = starts.FindLastIndex(start => start <= at);
            faults.LostCalls.ShouldBe(lost < calls.Length * 2 && lost % 2 == 0 ? 1 : 0, $"byte {at}");
            var expected = calls.Where((_, i) => i != lost / 2 || at >= SegmentLayout.EntryBytes(segment.Length)).ToArray();
            expected.Except(Ended(recovery.Records)).ShouldBeEmpty($"byte {at}");
        }
    }

    /// <summary>
    /// A cut between two entries leaves nothing that is damaged itself. samyama-ai/samyama-graph#1335: what a cut log kept depended on the
    /// place of the cut.
    /// </summary>
    [Fact]
    public void A_segment_that_is_cut_at_any_byte_keeps_the_calls_before_and_says_that_its_end_is_missing()
    {
        var segment = Segment(out var calls, out var starts);

        for (var end = 0; end < segment.Length; end++)
        {
            var recovery = Recovery();
            var faults = recovery.Read(SegmentLayout.Split(segment.AsSpan(0, end)));

            (faults.IsDamaged, faults.IsCut).ShouldBe((true, true), $"{end} bytes");
            Ended(recovery.Records).ShouldBe(calls.Where((_, i) => starts[(i * 2) + 2] <= end), ignoreOrder: true);
        }
    }

    /// <summary>After a power failure, pages of a mapped file can be zeros that were written before others that are there.</summary>
    [Fact]
    public void A_segment_whose_last_entries_are_zeros_says_how_many_calls_are_gone()
    {
        var segment = Segment(out var calls, out var starts);

        for (var from = 0; from < calls.Length * 2; from++)
        {
            var changed = segment.ToArray();
            changed.AsSpan(starts[from]..starts[^1]).Clear();
            var recovery = Recovery();
            var faults = recovery.Read(SegmentLayout.Split(changed));

            faults.ShouldBe(new JournalFaults(null, 1, starts[^1] - starts[from]) { LostCalls = calls.Length - ((from + 1) / 2) });
            Ended(recovery.Records).ShouldBe(calls.Take(from / 2), ignoreOrder: true);
            recovery.Records.Count.ShouldBe((from + 1) / 2, "a call of which only the end is gone was interrupted");
        }
    }

    [Fact]
    public void Entries_that_were_not_counted_yet_are_no_damage()
    {
        var segment = Segment(out var calls, out var starts);

        var states =
            from written in Enumerable.Range(1, calls.Length * 2)
            from missing in Enumerable.Range(1, written)
            select (written, missing);
        foreach (var (entries, uncounted) in states)
        {
            var killed = segment.ToArray();
            killed.AsSpan(starts[entries]..starts[^1]).Clear();
            var counted = new WrittenEntries(starts[entries - uncounted], (entries - uncounted + 1) / 2);
            BinaryPrimitives.WriteUInt64LittleEndian(killed.AsSpan(SegmentLayout.WrittenOf(killed.Length)), counted.Pack());
            var recovery = Recovery();

            recovery.Read(SegmentLayout.Split(killed)).ShouldBe(default);
            Ended(recovery.Records).ShouldBe(calls.Take(entries / 2), ignoreOrder: true);
        }
    }

    [Theory]
    [InlineData(true, "Its end is missing or damaged, so it is not known how many of its calls are gone.")]
    [InlineData(false, "3 of its calls are gone.")]
    public async Task A_file_that_has_lost_its_last_calls_is_kept_and_the_loss_is_said(bool isCut, string loss)
    {
        var segment = Segment(out var calls, out var starts);
        if (isCut) segment = segment[..starts[2]];
        else segment.AsSpan(starts[2]..starts[^1]).Clear();
        await File.WriteAllBytesAsync(PathOf("1.journal"), segment, Cancellation);

        await StartAsync();

        Ended(stored).ShouldBe(calls[..1]);
        folder.GetFiles().Select(static file => file.Name).ShouldBe(["1.journal.damaged"]);
        log.Lines.ShouldContain(line => line.Contains("Error") && line.Contains("1.journal is damaged in 1 places") && line.Contains(loss));
    }

    /// <summary>Each place of a pattern can look like the beginning of an entry.</summary>
    [Theory]
    [InlineData(0x0000_FF40)]
    [InlineData(0x0000_FF03)]
    [InlineData(0x0001_0103)]
    [InlineData(0x0000_0103)]
    public void A_pattern_in_a_segment_is_damage_and_the_calls_behind_it_are_read(int pattern)
    {
        var entries = Segment(out var calls, out var starts).AsSpan(0..starts[^1]);
        var file = new byte[entries.Length + (1 << 20)];
        for (var at = 0; at < 1 << 20; at += sizeof(int)) BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), pattern);
        entries.CopyTo(file.AsSpan(1 << 20));
        var recovery = Recovery();

        recovery.Read(new SegmentParts(file)).ShouldBe(new JournalFaults(null, 1, 1 << 20));

        Ended(recovery.Records).ShouldBe(calls, ignoreOrder: true);
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

    /// <summary>A file with marks says that they were never stored, so nothing can have removed their rows.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_that_were_never_stored_are_stored_also_after_the_retention(bool isDamaged)
    {
        var segment = Segment(out var calls, out var starts);
        if (isDamaged) segment[starts[2] + 20] ^= 1;
        await File.WriteAllBytesAsync(PathOf("1.journal"), segment, Cancellation);

        await StartAsync(retentionDays: 39);

        Ended(stored).ShouldBe(isDamaged ? [] : calls, ignoreOrder: true);
        log.Lines.Any(static line => line.Contains("older than the retention")).ShouldBe(isDamaged, "a damaged file is kept");
        folder.GetFiles().Select(static file => file.Name).ShouldBe(isDamaged ? ["1.journal.damaged"] : []);
    }

    /// <summary>The rows of a file that stays may have been removed by retention when the next start reads it again.</summary>
    [Fact]
    public async Task What_was_stored_of_a_file_that_stays_is_not_stored_by_the_next_start()
    {
        await File.WriteAllBytesAsync(PathOf("1.journal"), Segment(out var calls, out _), Cancellation);
        rejected = calls[1];

        await StartAsync(retentionDays: 39);
        Ended(stored).ShouldBe(calls.Where((_, i) => i != 1), ignoreOrder: true);
        folder.GetFiles().Select(static file => file.Name).ShouldBe(["1.journal"]);

        (rejected, var before) = (null, stored.Count);
        await StartAsync(retentionDays: 39);
        Ended(stored.Skip(before)).ShouldBe([calls[1]]);
        folder.GetFiles().ShouldBeEmpty();
    }

    /// <summary>A process that is killed while the store cannot be asked has not lost what a call cost beyond its leases.</summary>
    [Fact]
    public async Task The_limits_are_asked_about_overdrafts_that_the_process_had_not_asked_about()
    {
        var (asked, answered, later) = (RecordedJournal.Numbered(0), RecordedJournal.Numbered(1), RecordedJournal.Numbered(2));
        using (var segment = JournalSegment.Create(PathOf("1.journal"), 8192))
        {
            foreach (var (record, overdraft) in new[] { (asked, 7), (answered, 5), (answered, 0), (later, 0), (later, 3) })
            {
                var output = new ArrayBufferWriter<byte>();
                JournalFormat.Write(output, record with { Unbilled = new NanoUsd(overdraft) }, new NanoUsd(overdraft));
                segment.TryAppend(output.WrittenSpan, isIntent: false).ShouldBeTrue();
            }
        }

        var limits = Substitute.For<IFormerOverdrafts>();
        IReadOnlyDictionary<RequestId, NanoUsd>? overdrafts = null;
        limits.ChargeAsync(default!, default!, default).ReturnsForAnyArgs(call =>
        {
            overdrafts = call.Arg<IReadOnlyDictionary<RequestId, NanoUsd>>();
            var records = call.Arg<IReadOnlyList<UsageRecord>>();
            return [.. records.Select(static record => Overdraft.Without(record, NanoUsd.Zero - record.Unbilled))];
        });

        await StartAsync(overdrafts: limits);

        overdrafts.ShouldBe(new Dictionary<RequestId, NanoUsd> { [asked.Id] = new(7), [later.Id] = new(3) }, ignoreOrder: true);
        stored.Select(static record => (record.Id, record.Cost.Value)).ShouldBe(
            [(asked.Id, asked.Cost.Value + 7), (answered.Id, answered.Cost.Value), (later.Id, later.Cost.Value + 3)], ignoreOrder: true);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static IReadOnlyList<UsageRecord> Recover(string name) => Recover(Recorded(name));

    /// <summary>The calls that are recorded as they have ended.</summary>
    private static IEnumerable<RequestId> Ended(IEnumerable<UsageRecord> records) =>
        records.Where(static record => record.ErrorCode is null).Select(static record => record.Id);

    private static JournalRecovery Recovery() =>
        new(static intent => (new NanoUsd(intent.EstimatedInputTokens), new DateOnly(2026, 1, 1), null));

    /// <summary>A segment of four calls: intent and close of each, one after the other.</summary>
    /// <param name="calls">The calls.</param>
    /// <param name="starts">Where each entry begins, and where the last one ends.</param>
    private byte[] Segment(out RequestId[] calls, out List<int> starts)
    {
        var records = Enumerable.Range(0, 4).Select(static i => RecordedJournal.Numbered((byte)i)).ToArray();
        calls = [.. records.Select(static record => record.Id)];
        starts = [];
        var path = PathOf("segment");
        using (var segment = JournalSegment.Create(path, 4096))
        {
            foreach (var record in records)
            {
                foreach (var isIntent in (ReadOnlySpan<bool>)[true, false])
                {
                    var output = new ArrayBufferWriter<byte>();
                    if (isIntent) JournalFormat.Write(output, RecordedJournal.Intent(record));
                    else JournalFormat.Write(output, record);
                    starts.Add(segment.Length);
                    segment.TryAppend(output.WrittenSpan, isIntent).ShouldBeTrue();
                }
            }

            starts.Add(segment.Length);
        }

        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    private static IReadOnlyList<UsageRecord> Recover(ReadOnlySpan<byte> segment)
    {
        var recovery = Recovery();
        recovery.Read(new SegmentParts(segment)).ShouldBe(default);
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

    /// <summary>
    /// A restore has not put the database back yet (tursodatabase/turso#8103), or the folder is that of another server (infobip/popout#4).
    /// </summary>
    [Fact]
    public async Task Calls_of_teams_that_the_database_does_not_have_are_not_stored_and_their_file_is_kept()
    {
        unknownTeams.Add(RecordedJournal.Full.TeamId);
        await File.WriteAllBytesAsync(PathOf("foreign.journal"), Recorded("unversioned.journal"), Cancellation);

        await StartAsync();

        stored.ShouldBeEmpty();
        File.Exists(PathOf("foreign.journal")).ShouldBeTrue();
        log.Lines.ShouldContain(line => line.Contains("of 1 teams that the database does not have"));

        unknownTeams.Clear();
        await StartAsync();

        stored.ShouldNotBeEmpty();
        File.Exists(PathOf("foreign.journal")).ShouldBeFalse();
    }

    /// <summary>A folder in place of a file cannot be opened, as the file of another user cannot (sysown/proxysql#4893).</summary>
    [Fact]
    public void A_file_that_the_process_may_not_open_ends_the_start_with_a_sentence()
    {
        var process = Guid.NewGuid();
        Directory.CreateDirectory(PathOf($"{process:N}.process"));
        var options = new JournalOptions { Path = folder.FullName };
        using var journal = new UsageJournal(options, TimeProvider.System);
        using var owners = new JournalOwners(options, journal);

        var fault = Should.Throw<JournalNotOwnedException>(() => owners.Add(process));

        fault.Message.ShouldContain($"chown -R {Environment.UserName} {folder.FullName}");
    }

    private async Task StartAsync(int retentionDays = 0, IFormerOverdrafts? overdrafts = null)
    {
        var clock = Substitute.For<IRemovalClock>();
        clock.ReadStoreTimeAsync(Arg.Any<CancellationToken>()).Returns(RecordedJournal.Full.At.AddDays(40));
        var time = new ManualTime();
        var store = Substitute.For<IUsageStore>();
        store.AppendAsync(Arg.Any<IReadOnlyList<UsageRecord>>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            var records = call.Arg<IReadOnlyList<UsageRecord>>();
            if (records.Any(record => record.Id == rejected)) throw new InvalidDataException("The store rejects it.");
            stored.AddRange(records);
            return Task.CompletedTask;
        });
        store.FindMissingTeamsAsync(Arg.Any<IReadOnlyCollection<TeamId>>(), Arg.Any<CancellationToken>()).Returns(unknownTeams);
        var options = new JournalOptions { Path = folder.FullName };
        using var journal = new UsageJournal(options, time);
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        var leftovers = new LeftoverJournals(
            options, new UsageOptions { RetentionDays = retentionDays }, journal, store, Substitute.For<IIntentStore>(), clock,
            new IntentPrices(new CatalogSource(CatalogFile.Load())), logs.CreateLogger<LeftoverJournals>(), overdrafts);
        using var service = new JournalSyncService(options, journal, leftovers, time, logs.CreateLogger<JournalSyncService>());
        await service.StartAsync(Cancellation);
        await service.StopAsync(Cancellation);
    }
}
