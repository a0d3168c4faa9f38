using System.Net;
using JusInfer.Portal.Primitives.RateLimits;

namespace JusInfer.Portal.Tests.Primitives.RateLimits;

public sealed class MinuteLimiterTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("::c000:201", "192.0.2.1", false)]
    public void Addresses_of_one_ipv6_customer_are_one_network_and_ipv4_addresses_are_one_each(string one, string other, bool same) =>
        (ClientNetwork.From(IPAddress.Parse(one)) == ClientNetwork.From(IPAddress.Parse(other))).ShouldBe(same);

    [Fact]
    public void A_key_above_its_limit_does_not_affect_another()
    {
        using var limiter = new MinuteLimiter<int>(2);

        limiter.Check(1).ShouldBeNull();
        limiter.Count(1).ShouldBeNull();
        limiter.Count(1).ShouldBeNull();
        limiter.Count(1).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        limiter.Check(1).ShouldNotBeNull();
        Enumerable.Range(2, 50).Count(key => limiter.Count(key) is null).ShouldBe(50);
    }

    [Fact]
    public void Memory_is_bounded_however_many_networks_there_are()
    {
        using var limiter = new MinuteLimiter<ClientNetwork>(1_000_000);
        for (var i = 0UL; i < 100_000; i++) limiter.Count(new ClientNetwork(IsIPv6: true, i << 32));
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 100_000UL; i < 200_000; i++) limiter.Count(new ClientNetwork(IsIPv6: true, i << 32));

        // About 400 bytes for each counter that did not exist before, of which there are few, and 24 for each call.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000 * 200);
    }
}
