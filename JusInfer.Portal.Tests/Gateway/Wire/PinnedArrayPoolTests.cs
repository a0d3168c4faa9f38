using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class PinnedArrayPoolTests
{
    [Theory]
    [InlineData(0, 4096)]
    [InlineData(4096, 4096)]
    [InlineData(4097, 8192)]
    [InlineData(60_000, 65_536)]
    public void An_array_has_the_next_power_of_two_as_its_length(int minimum, int length) =>
        new PinnedArrayPool(1 << 20).Rent(minimum).Length.ShouldBe(length);

    [Fact]
    public void A_returned_array_is_rented_again()
    {
        var pool = new PinnedArrayPool(1 << 20);
        var first = pool.Rent(60_000);
        pool.Return(first);

        pool.Rent(40_000).ShouldBeSameAs(first);
        pool.Rent(40_000).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void A_full_pool_drops_what_is_returned_until_an_array_is_rented()
    {
        var pool = new PinnedArrayPool(maxRetainedBytes: 8192);
        byte[][] arrays = [pool.Rent(4096), pool.Rent(4096), pool.Rent(4096)];
        foreach (var array in arrays) pool.Return(array);

        byte[][] rented = [pool.Rent(4096), pool.Rent(4096), pool.Rent(4096)];

        rented.Count(array => arrays.Contains(array)).ShouldBe(2);
        pool.Return(rented[2]);
        pool.Rent(4096).ShouldBeSameAs(rented[2]);
    }

    [Fact]
    public void Arrays_are_not_moved_by_the_garbage_collector()
    {
        var array = new PinnedArrayPool(0).Rent(4096);

        GC.GetGeneration(array).ShouldBe(GC.MaxGeneration);
    }
}
