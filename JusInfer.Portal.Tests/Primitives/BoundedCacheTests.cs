namespace JusInfer.Portal.Tests.Primitives;

public sealed class BoundedCacheTests
{
    [Fact]
    public void New_entries_remove_those_that_are_not_used_and_no_others()
    {
        var cache = new BoundedCache<int, string>(maxSize: 100);
        for (var i = 0; i < 10_000; i++)
        {
            cache.GetOrAdd(i, static key => $"{key}");
            cache.TryGetValue(0, out _).ShouldBeTrue();
        }

        cache.TryGetValue(9_999, out _).ShouldBeTrue();
        cache.TryGetValue(1, out _).ShouldBeFalse();
        Enumerable.Range(9_000, 1_000).Count(key => cache.TryGetValue(key, out _)).ShouldBeInRange(40, 100);
    }

    [Fact]
    public void A_replaced_entry_is_found_whichever_generation_it_is_in()
    {
        var cache = new BoundedCache<int, string>(maxSize: 4);
        cache.Set(0, "first");
        cache.Set(1, "");
        cache.Set(2, "");

        cache.Set(0, "second");

        cache.TryGetValue(0, out var found).ShouldBeTrue();
        found.ShouldBe("second");
    }

    [Fact]
    public void Concurrent_callers_get_one_entry_while_others_replace_each_other()
    {
        var cache = new BoundedCache<int, object>(maxSize: 64);
        for (var round = 0; round < 2_000; round++)
        {
            var found = new object[4];
            cache.GetOrAdd(-1, static _ => new object());
            for (var i = 0; i < 32; i++) cache.GetOrAdd((round * 32) + i, static _ => new object());

            Parallel.For(0, found.Length, thread => found[thread] = cache.GetOrAdd(-1, static _ => new object()));

            found.Distinct().ShouldHaveSingleItem();
        }
    }
}
