using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Simulator.Tokens;

/// <summary>
/// Simulates a provider's prompt cache: the prefixes of earlier prompts to the same model, in blocks of 128 tokens. The key of a block is a
/// hash chained over all blocks before it, so that one lookup per block finds the longest cached prefix. Bounded and thread-safe.
/// </summary>
internal sealed class PrefixCache(SimulatorOptions options, TimeProvider clock)
{
    public const int BlockTokens = 128;

    /// <summary>The minimum length of a cached prefix, as at OpenAI.</summary>
    public const int MinTokens = 1024;

    private const int BlockBytes = BlockTokens * TokenCount.BytesPerToken;

    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, LinkedListNode<Block>> blocks = [];
    private readonly LinkedList<Block> leastRecentlyUsed = [];

    private sealed record Block(UInt128 Hash, DateTimeOffset UsedAt);

    /// <summary>Returns the number of cached tokens of the prompt and adds all of its full blocks to the cache.</summary>
    public int Use(string model, ReadOnlySpan<byte> prompt)
    {
        var hashes = ChainHashes(model, prompt);
        lock (gate)
        {
            var now = clock.GetUtcNow();
            RemoveExpired(now);
            var cached = 0;
            while (cached < hashes.Length && blocks.ContainsKey(hashes[cached])) cached++;

            // The last block is added first, so that it is evicted first: without its first blocks a prefix is useless.
            for (var i = hashes.Length - 1; i >= 0; i--) Add(hashes[i], now);
            while (blocks.Count > options.PrefixBlocks && leastRecentlyUsed.First is { } oldest) Remove(oldest);
            var tokens = cached * BlockTokens;
            return tokens < MinTokens ? 0 : tokens;
        }
    }

    private void Add(UInt128 hash, DateTimeOffset now)
    {
        if (blocks.TryGetValue(hash, out var node)) leastRecentlyUsed.Remove(node);
        blocks[hash] = leastRecentlyUsed.AddLast(new Block(hash, now));
    }

    private void RemoveExpired(DateTimeOffset now)
    {
        while (leastRecentlyUsed.First is { } oldest && now - oldest.Value.UsedAt >= options.PrefixLifetime) Remove(oldest);
    }

    private void Remove(LinkedListNode<Block> node)
    {
        blocks.Remove(node.Value.Hash);
        leastRecentlyUsed.Remove(node);
    }

    private static UInt128[] ChainHashes(string model, ReadOnlySpan<byte> prompt)
    {
        var hashes = new UInt128[prompt.Length / BlockBytes];
        var link = SHA256.HashData(Encoding.UTF8.GetBytes(model));
        Span<byte> linked = stackalloc byte[SHA256.HashSizeInBytes + BlockBytes];
        for (var i = 0; i < hashes.Length; i++)
        {
            link.CopyTo(linked);
            prompt.Slice(i * BlockBytes, BlockBytes).CopyTo(linked[link.Length..]);
            SHA256.HashData(linked, link);
            hashes[i] = BinaryPrimitives.ReadUInt128LittleEndian(link);
        }

        return hashes;
    }
}
