using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Simulator.Counting;

/// <summary>
/// What a provider's prompt cache would have: the prefixes of earlier prompts to the same model, in blocks of 128 tokens. A block is known
/// by a hash chained over all before it, so that one look-up a block finds the longest known prefix. Bounded; thread-safe.
/// </summary>
internal sealed class PrefixCache(SimulatorOptions options, TimeProvider clock)
{
    public const int BlockTokens = 128;

    /// <summary>Shorter prefixes are not reported, as OpenAI does not.</summary>
    public const int MinTokens = 1024;

    private const int BlockBytes = BlockTokens * TokenCount.Bytes;

    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, LinkedListNode<Block>> blocks = [];
    private readonly LinkedList<Block> oldestFirst = [];

    private sealed record Block(UInt128 Hash, DateTimeOffset UsedAt);

    /// <summary>How many of the prompt's tokens were known; from now on all of its full blocks are.</summary>
    public int Use(string model, ReadOnlySpan<byte> prompt)
    {
        var hashes = Chain(model, prompt);
        lock (gate)
        {
            var now = clock.GetUtcNow();
            Forget(now);
            var known = 0;
            while (known < hashes.Length && blocks.ContainsKey(hashes[known])) known++;

            // from the end: what is remembered last is forgotten last, and without its beginning a prefix is of no use
            for (var i = hashes.Length - 1; i >= 0; i--) Remember(hashes[i], now);
            while (blocks.Count > options.PrefixBlocks && oldestFirst.First is { } oldest) Drop(oldest);
            var tokens = known * BlockTokens;
            return tokens < MinTokens ? 0 : tokens;
        }
    }

    private void Remember(UInt128 hash, DateTimeOffset now)
    {
        if (blocks.TryGetValue(hash, out var node)) oldestFirst.Remove(node);
        blocks[hash] = oldestFirst.AddLast(new Block(hash, now));
    }

    private void Forget(DateTimeOffset now)
    {
        while (oldestFirst.First is { } oldest && now - oldest.Value.UsedAt >= options.PrefixLifetime) Drop(oldest);
    }

    private void Drop(LinkedListNode<Block> node)
    {
        blocks.Remove(node.Value.Hash);
        oldestFirst.Remove(node);
    }

    private static UInt128[] Chain(string model, ReadOnlySpan<byte> prompt)
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
