using System.Collections.Immutable;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>Hashes a prompt message by message, in one pass over its bytes.</summary>
internal sealed class PrefixHasher
{
    private readonly ImmutableArray<uint>.Builder blocks = ImmutableArray.CreateBuilder<uint>(64);
    private readonly ImmutableArray<MessageEnd>.Builder messages = ImmutableArray.CreateBuilder<MessageEnd>(16);
    private ToolSetHash tools;
    private ulong hash = ChainHash.Start;
    private long bytes;

    public void AddTool(ReadOnlySpan<byte> tool) => tools = tools.With(tool);

    /// <param name="role">The role of the message, any value that differs between roles.</param>
    /// <param name="content">The message as the client sent it.</param>
    public void AddMessage(byte role, ReadOnlySpan<byte> content)
    {
        hash = ChainHash.Next(hash, [role]);
        bytes += content.Length;
        if (messages.Count == PrefixHashes.MaxMessages || blocks.Count == PrefixHashes.MaxBlocks) return;

        do
        {
            var block = content[..Math.Min(content.Length, PrefixHashes.BlockBytes)];
            hash = ChainHash.Next(hash, block);
            blocks.Add((uint)hash);
            content = content[block.Length..];
        }
        while (!content.IsEmpty && blocks.Count < PrefixHashes.MaxBlocks);

        messages.Add(new MessageEnd(blocks.Count, bytes));
    }

    public PrefixHashes Result() => new(blocks.ToImmutable(), messages.ToImmutable(), tools, bytes);
}
