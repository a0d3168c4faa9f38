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
    public void What_was_written_is_read_back()
    {
        for (var i = 0; i < 500; i++)
        {
            var (intent, record) = (Intent(), Record());
            var bytes = Written(intent, record);
            ReadOnlySpan<byte> rest = bytes;

            JournalFormat.TryRead(ref rest, out var first).ShouldBeTrue();
            JournalFormat.TryRead(ref rest, out var second).ShouldBeTrue();

            first.ShouldBe(new JournalEntry.Intent(intent));
            second.ShouldBe(new JournalEntry.Close(record));
            rest.IsEmpty.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_file_cut_anywhere_keeps_what_stood_whole_before_the_cut()
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
    public void A_changed_byte_ends_the_reading_there()
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
    public void Zeros_and_noise_hold_no_entries()
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
    public void Text_of_any_length_and_kind_does_not_break_an_entry()
    {
        var intent = Intent() with { ModelRequested = "😀"[..1] + new string('ü', 10_000), User = "", Session = new string('\0', 3) };

        var read = Entries(Written(intent)).ShouldHaveSingleItem().ShouldBeOfType<JournalEntry.Intent>().Call;

        read.User.ShouldBe("");
        read.Session.ShouldBe("\0\0\0");
        read.ModelRequested.Length.ShouldBe(4096);
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
