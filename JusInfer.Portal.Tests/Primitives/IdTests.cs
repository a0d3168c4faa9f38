using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace JusInfer.Portal.Tests.Primitives;

public sealed class IdTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_id_is_a_uuid_of_version_7_with_its_time_of_creation()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var now = Noon.AddMilliseconds(i);
            var id = RequestId.New(now).Value;

            id.Version.ShouldBe(7);
            id.Variant.ShouldBeInRange(8, 11);
            id.ToString("N")[..12].ShouldBe(now.ToUnixTimeMilliseconds().ToString("x12"));
        }
    }

    [Fact]
    public void Ids_sort_by_their_time_of_creation()
    {
        var ids = Enumerable.Range(0, 300).Select(static i => RequestId.New(Noon.AddMilliseconds(i))).ToList();

        ids.ShouldBe(ids.Order());
    }

    [Fact]
    public void Ids_of_the_same_millisecond_differ_across_threads()
    {
        var ids = new ConcurrentBag<RequestId>();
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++) ids.Add(RequestId.New(Noon));
        });

        ids.Distinct().Count().ShouldBe(80_000);
    }

    [Fact]
    public void All_bits_but_those_of_time_version_and_variant_are_random()
    {
        var ids = Enumerable.Range(0, 1_000).Select(static _ => Bits(RequestId.New(Noon))).ToList();

        var ones = ids.Aggregate(UInt128.Zero, static (bits, id) => bits | id);
        var zeros = ids.Aggregate(UInt128.Zero, static (bits, id) => bits | ~id);

        UInt128.PopCount(ones & zeros).ShouldBe((UInt128)74);
    }

    [Fact]
    public void An_id_is_written_with_the_prefix_of_its_kind_and_read_only_as_that_kind()
    {
        var id = KeyId.New(Noon);

        id.ToString().ShouldStartWith("key_");
        KeyId.TryParse(id.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(id);
        MemberId.TryParse(id.ToString(), out _).ShouldBeFalse();
    }

    private static UInt128 Bits(RequestId id) => BinaryPrimitives.ReadUInt128BigEndian(id.Value.ToByteArray(bigEndian: true));
}
