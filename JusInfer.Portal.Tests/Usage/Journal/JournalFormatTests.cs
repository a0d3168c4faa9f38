using System.Buffers;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Usage.Journal;

public sealed class JournalFormatTests
{
    private readonly Random random = new(7);
    private readonly RandomRow rows = new(7);

    [Fact]
    public void Intents_and_records_are_read_back_as_written()
    {
        for (var i = 0; i < 500; i++)
        {
            var (intent, record) = (Intent(), Record());
            var bytes = Written(intent, record);
            ReadOnlySpan<byte> rest = bytes;

            JournalFormat.TryRead(ref rest, out var first).ShouldBeTrue();
            JournalFormat.TryRead(ref rest, out var second).ShouldBeTrue();

            first.ShouldBe(new JournalEntry.Intent(intent));
            second.ShouldBe(new JournalEntry.Close(record, NanoUsd.Zero));
            rest.IsEmpty.ShouldBeTrue();
        }
    }

    [Fact]
    public void The_overdraft_of_a_call_is_read_back_as_written()
    {
        var (output, record) = (new ArrayBufferWriter<byte>(), Record());
        JournalFormat.Write(output, record, new NanoUsd(123_456_789));

        Entries(output.WrittenSpan).ShouldBe([new JournalEntry.Close(record, new NanoUsd(123_456_789))]);
    }

    [Fact]
    public void A_file_cut_at_any_byte_keeps_its_complete_entries()
    {
        var (intent, record) = (Intent(), Record());
        var firstLength = Written(intent).Length;
        var bytes = Written(intent, record);

        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var entries = Entries(bytes.AsSpan(0, cut));
            entries.Count.ShouldBe(cut == bytes.Length ? 2 : cut >= firstLength ? 1 : 0);
            if (entries.Count > 0) entries[0].ShouldBe(new JournalEntry.Intent(intent));
        }
    }

    [Fact]
    public void Reading_stops_at_an_entry_with_a_changed_byte()
    {
        var bytes = Written(Intent(), Record());

        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = bytes.ToArray();
            changed[at] ^= 0x40;
            Entries(changed).Count.ShouldBeLessThan(2);
        }
    }

    [Fact]
    public void Zeros_and_random_bytes_contain_no_entries()
    {
        Entries(new byte[4096]).ShouldBeEmpty();
        for (var i = 0; i < 1_000; i++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            Entries(noise).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Text_of_any_length_and_content_can_be_written()
    {
        var intent = Intent() with { ModelRequested = "😀"[..1] + new string('ü', 10_000), User = "", RunId = new string('\0', 3) };

        var read = Entries(Written(intent)).ShouldHaveSingleItem().ShouldBeOfType<JournalEntry.Intent>().Call;

        read.User.ShouldBe("");
        read.RunId.ShouldBe("\0\0\0");
        read.ModelRequested.Length.ShouldBe(4096);
    }

    [Fact]
    public void An_entry_with_the_longest_texts_in_all_columns_is_one_that_is_found_behind_damage()
    {
        var record = Record();
        foreach (var text in typeof(UsageRecord).GetProperties().Where(static property => property.PropertyType == typeof(string)))
        {
            text.SetValue(record, new string('€', 5_000));
        }

        var bytes = Written(Intent(), record);
        var recovery = new JournalRecovery(static _ => default);
        bytes[0] ^= 1;

        recovery.Read(new SegmentParts(bytes)).Gaps.ShouldBe(1);

        var read = recovery.Records.ShouldHaveSingleItem();
        read.Id.ShouldBe(record.Id);
        read.ModelRequested.ShouldBe(new string('€', 4096));
        read.ResponseBytes.ShouldBe(record.ResponseBytes, "the columns behind the texts are there");
    }

    private static List<JournalEntry> Entries(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<JournalEntry>();
        while (JournalFormat.TryRead(ref bytes, out var entry)) entries.Add(entry);
        return entries;
    }

    private static byte[] Written(CallIntent intent, UsageRecord? record = null)
    {
        var output = new ArrayBufferWriter<byte>();
        JournalFormat.Write(output, intent);
        if (record is not null) JournalFormat.Write(output, record);
        return output.WrittenSpan.ToArray();
    }

    private CallIntent Intent() => rows.Next<CallIntent>();

    private UsageRecord Record() => rows.Next<UsageRecord>();
}
