using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// The memory into which the web server receives and from which it sends. A connection holds a block while there are bytes in it that
/// nobody has read, or that the other side has not taken.
/// </summary>
/// <remarks>
/// Kestrel receives into one block at a time, with two system calls each, and passes it on alone. Its own blocks have 4 KiB, so the 60 KB
/// of an agent's request arrive in fifteen pieces. With 64 KiB such a call takes 0.71 of the CPU time, with 16 KiB 0.79
/// (docs/PERFORMANCE.md). There are few large blocks, so that strangers who send half a request each cannot take more memory than with
/// small ones.
/// </remarks>
internal sealed class ConnectionBlocks : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    public const int LargeBytes = 64 * 1024;

    /// <summary>8 MiB of large blocks. The connections beyond get small ones.</summary>
    public const int MaxLarge = 128;

    /// <summary>Kestrel's own size.</summary>
    public const int SmallBytes = 4 * 1024;

    /// <summary>4 MiB. The garbage collector takes the others.</summary>
    private const int MaxFreeSmall = 1024;

    // Bags, because each thread gets back what it used last, which is in the processor's cache.
    private readonly ConcurrentBag<Block> large = [];
    private readonly ConcurrentBag<Block> small = [];
    private int largeCount;
    private int freeSmall;

    /// <summary>How many large blocks there are, lent or free.</summary>
    public int LargeCount => Math.Min(Volatile.Read(ref largeCount), MaxLarge);

    public override int MaxBufferSize => SmallBytes;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <param name="minBufferSize">At most <see cref="MaxBufferSize"/>; -1 for any.</param>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, SmallBytes);
        var block = Find();
        block.Lend();
        return block;
    }

    private Block Find()
    {
        if (large.TryTake(out var block)) return block;
        if (LargeCount < MaxLarge && Interlocked.Increment(ref largeCount) <= MaxLarge) return new Block(this, LargeBytes);
        if (!small.TryTake(out block)) return new Block(this, SmallBytes);
        Interlocked.Decrement(ref freeSmall);
        return block;
    }

    private void Keep(Block block)
    {
        if (block.Memory.Length == LargeBytes) large.Add(block);
        else if (Interlocked.Increment(ref freeSmall) <= MaxFreeSmall) small.Add(block);
        else Interlocked.Decrement(ref freeSmall);
    }

    protected override void Dispose(bool disposing)
    {
        // Every server that Create has been called for shares the blocks, which are nothing but memory.
    }

    /// <summary>Memory that belongs to one connection from <see cref="Lend"/> to <see cref="Dispose"/>.</summary>
    private sealed class Block(ConnectionBlocks blocks, int bytes) : IMemoryOwner<byte>
    {
        private readonly byte[] array = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        private int isLent;

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(array, 0, array.Length);

        public void Lend() => isLent = 1;

        /// <summary>The second return of a block would hand it to two connections, which would read each other's bytes.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref isLent, 0) == 1) blocks.Keep(this);
        }
    }
}
