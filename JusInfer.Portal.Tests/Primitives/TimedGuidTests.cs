using System.Collections.Concurrent;

namespace JusInfer.Portal.Tests.Primitives;

public sealed class TimedGuidTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_is_a_uuid_of_version_7_that_bears_its_time()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var now = Noon.AddMilliseconds(i);
            var made = TimedGuid.New(now);

            made.Version.ShouldBe(7);
            made.Variant.ShouldBeInRange(8, 11);
            made.ToString("N")[..12].ShouldBe(now.ToUnixTimeMilliseconds().ToString("x12"));
        }
    }

    [Fact]
    public void Later_ones_sort_behind_earlier_ones()
    {
        var made = Enumerable.Range(0, 300).Select(static i => TimedGuid.New(Noon.AddMilliseconds(i))).ToList();
        made.ShouldBe(made.Order());
    }

    [Fact]
    public void No_two_are_alike_on_whichever_thread()
    {
        var made = new ConcurrentBag<Guid>();
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++) made.Add(TimedGuid.New(Noon));
        });

        made.Distinct().Count().ShouldBe(80_000);
    }

    [Fact]
    public void Every_random_bit_is_drawn()
    {
        var (ones, zeros) = (UInt128.Zero, UInt128.Zero);
        for (var i = 0; i < 1_000; i++)
        {
            var bits = UInt128.Parse(TimedGuid.New(Noon).ToString("N"), System.Globalization.NumberStyles.HexNumber);
            (ones, zeros) = (ones | bits, zeros | ~bits);
        }

        // 48 bits of time, 4 of version, 2 of variant stand still.
        (54 + (int)UInt128.PopCount(ones & zeros)).ShouldBe(128);
    }
}
