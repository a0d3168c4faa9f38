using System.Buffers;
using System.Net.Http.Json;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>The memory of connections: large blocks for the few that are active, small ones for thousands, and each in one hand.</summary>
public sealed class ConnectionBlocksTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Thousands_of_connections_get_large_blocks_up_to_a_bound_then_small_ones()
    {
        using var blocks = new ConnectionBlocks();

        var lent = Enumerable.Range(0, 5000).Select(_ => blocks.Rent(ConnectionBlocks.SmallBytes)).ToList();

        var sizes = lent.Select(static block => block.Memory.Length).ToList();
        sizes.Take(ConnectionBlocks.MaxLarge).ShouldAllBe(static size => size == ConnectionBlocks.LargeBytes);
        sizes.Skip(ConnectionBlocks.MaxLarge).ShouldAllBe(static size => size == ConnectionBlocks.SmallBytes);
    }

    [Fact]
    public void A_block_that_comes_back_is_lent_again()
    {
        using var blocks = new ConnectionBlocks();
        var lent = Enumerable.Range(0, ConnectionBlocks.MaxLarge + 1).Select(_ => blocks.Rent()).ToList();
        var (large, small) = (lent[0], lent[^1]);

        large.Dispose();
        small.Dispose();

        blocks.Rent().ShouldBeSameAs(large);
        blocks.Rent().ShouldBeSameAs(small);
    }

    [Fact]
    public void A_block_that_comes_back_twice_is_lent_to_one_connection_only()
    {
        using var blocks = new ConnectionBlocks();
        var block = blocks.Rent();

        block.Dispose();
        block.Dispose();

        blocks.Rent().ShouldBeSameAs(block);
        blocks.Rent().ShouldNotBeSameAs(block);
    }

    [Fact]
    public void Connections_at_the_same_time_never_share_a_block()
    {
        using var blocks = new ConnectionBlocks();

        Parallel.For(0, 8, connection =>
        {
            for (var round = 0; round < 5000; round++)
            {
                IMemoryOwner<byte>[] own = [blocks.Rent(), blocks.Rent()];
                foreach (var block in own) block.Memory.Span[..16].Fill((byte)connection);
                Thread.Yield();
                foreach (var block in own)
                {
                    block.Memory.Span[..16].IndexOfAnyExcept((byte)connection).ShouldBe(-1);
                    block.Dispose();
                }
            }
        });
    }

    [Fact]
    public void What_is_larger_than_a_small_block_is_not_lent()
    {
        using var blocks = new ConnectionBlocks();

        Should.Throw<ArgumentOutOfRangeException>(() => blocks.Rent(blocks.MaxBufferSize + 1));
    }

    [Fact]
    public async Task The_server_uses_them()
    {
        await using var portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]));
        var blocks = portal.Services.GetRequiredService<IMemoryPoolFactory<byte>>().ShouldBeOfType<ConnectionBlocks>();

        using var answer = await portal.Http.PostAsJsonAsync("/v1/auth/login", new { email = "a@example.com", password = "x" }, Token);

        blocks.LargeCount.ShouldBeGreaterThan(0);
    }
}
