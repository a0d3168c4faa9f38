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

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static IReadOnlyList<UsageRecord> Recover(string name) => Recover(Recorded(name));

    private static IReadOnlyList<UsageRecord> Recover(ReadOnlySpan<byte> segment)
    {
        var recovery = new JournalRecovery(intent => (new NanoUsd(intent.EstimatedInputTokens), new DateOnly(2026, 1, 1), null));
        recovery.Read(segment).ShouldBeNull();
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

    private async Task StartAsync()
    {
        var time = new ManualTime();
        var store = Substitute.For<IUsageStore>();
        store.AppendAsync(Arg.Do<IReadOnlyList<UsageRecord>>(stored.AddRange), Arg.Any<CancellationToken>()).Returns(Task.CompletedTask);
        var options = new JournalOptions { Path = folder.FullName };
        using var journal = new UsageJournal(options, time);
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var service = new JournalSyncService(
            options, journal, store, Substitute.For<IIntentStore>(), new IntentPrices(new CatalogSource(CatalogFile.Load())), time, logs.CreateLogger<JournalSyncService>());
        await service.StartAsync(Cancellation);
        await service.StopAsync(Cancellation);
    }
}
