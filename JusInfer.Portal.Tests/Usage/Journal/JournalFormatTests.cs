using System.Buffers;
using System.Buffers.Binary;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Usage.Journal;

public sealed class JournalFormatTests
{
    private readonly Random random = new(7);

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

            first.Intent.ShouldBe(intent);
            second.Close.ShouldBe(record);
            rest.IsEmpty.ShouldBeTrue();
        }
    }

    [Fact]
    public void An_entry_of_the_version_before_attempts_were_listed_is_read()
    {
        var output = new ArrayBufferWriter<byte>();
        var record = Record() with { AttemptLog = null };
        JournalFormat.Write(output, record);

        // It ended where the attempts begin now: two bytes that say there are none.
        var payload = output.WrittenSpan[JournalFormat.HeaderBytes..^2];
        var old = new byte[JournalFormat.HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(old, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(old.AsSpan(4), JournalFormat.Checksum(payload));
        payload.CopyTo(old.AsSpan(JournalFormat.HeaderBytes));

        Entries(old).ShouldHaveSingleItem().Close.ShouldBe(record);
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
            if (entries.Count > 0) entries[0].Intent.ShouldBe(intent);
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

        var read = Entries(Written(intent)).ShouldHaveSingleItem().Intent.ShouldNotBeNull();

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

    private CallIntent Intent() => new()
    {
        Id = RequestId.New(At()),
        At = At(),
        TenantId = TenantId.New(At()),
        KeyId = KeyId.New(At()),
        MemberId = MemberId.New(At()),
        ModelRequested = Text() ?? "",
        ModelPlanned = Text() ?? "",
        Provider = Text() ?? "",
        Route = Text() ?? "",
        EstimatedInputTokens = random.NextInt64(),
        CatalogVersion = Text() ?? "",
        User = Text(),
        Session = Text(),
    };

    private UsageRecord Record() => new()
    {
        Id = RequestId.New(At()),
        At = At(),
        TenantId = TenantId.New(At()),
        KeyId = KeyId.New(At()),
        MemberId = MemberId.New(At()),
        User = Text(),
        Session = Text(),
        ModelRequested = Text() ?? "",
        ModelServed = Text(),
        Provider = Text(),
        Route = Text() ?? "",
        Status = random.Next(100, 600),
        ErrorCode = Text(),
        Tokens = new TokenBuckets
        {
            InputUncached = random.NextInt64(),
            CacheRead = random.NextInt64(),
            CacheWrite5m = random.NextInt64(),
            CacheWrite1h = random.NextInt64(),
            OutputText = random.NextInt64(),
            OutputReasoning = random.NextInt64(),
        },
        Cost = new NanoUsd(random.NextInt64()),
        BaselineCost = new NanoUsd(random.NextInt64()),
        Source = (UsageSource)random.Next(5),
        TtftMs = random.Next(2) == 0 ? null : random.Next(),
        DurationMs = random.Next(),
        Attempts = random.Next(1, 5),
        AttemptLog = Text(),
        Resumed = random.Next(2) == 0,
        Streamed = random.Next(2) == 0,
        Simulated = random.Next(2) == 0,
        PricesFrom = random.Next(2) == 0 ? null : DateOnly.FromDayNumber(random.Next(700_000, 740_000)),
        CatalogVersion = Text() ?? "",
    };

    private DateTimeOffset At() => new(random.NextInt64(DateTime.UnixEpoch.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    private string? Text() => random.Next(4) == 0 ? null : string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => char.ConvertFromUtf32(random.Next(0x20, 0x2000))));
}
