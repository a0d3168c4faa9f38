using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Usage.Journal;

public sealed class RangeChecksumsTests
{
    /// <summary>Larger than the part that is summed at a time.</summary>
    private const int FileBytes = 3 << 20;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, JournalFormat.MaxEntryBytes)]
    [InlineData(255, 255)]
    [InlineData(256, 256)]
    [InlineData(257, 257)]
    [InlineData((1 << 20) - 1, JournalFormat.MaxEntryBytes)]
    [InlineData(1 << 20, JournalFormat.MaxEntryBytes)]
    [InlineData((1 << 20) + 1, JournalFormat.MaxEntryBytes)]
    [InlineData(FileBytes - 1, 1)]
    [InlineData(FileBytes - JournalFormat.MaxEntryBytes, JournalFormat.MaxEntryBytes)]
    public void The_checksum_of_a_range_is_that_of_an_entry_with_its_bytes(int start, int length)
    {
        var file = File(seed: 1);

        new RangeChecksums().Of(file, start, length).ShouldBe(JournalFormat.Checksum(file.AsSpan(start, length)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Ranges_can_be_asked_for_in_any_order(int seed)
    {
        var random = new Random(seed);
        var file = File(seed);
        var checksums = new RangeChecksums();
        for (var i = 0; i < 200; i++)
        {
            var length = random.Next(1, JournalFormat.MaxEntryBytes + 1);
            var start = random.Next(FileBytes - length + 1);

            checksums.Of(file, start, length).ShouldBe(JournalFormat.Checksum(file.AsSpan(start, length)), $"{length} bytes at {start}");
        }
    }

    private static byte[] File(int seed)
    {
        var file = new byte[FileBytes];
        new Random(seed).NextBytes(file);
        return file;
    }
}
