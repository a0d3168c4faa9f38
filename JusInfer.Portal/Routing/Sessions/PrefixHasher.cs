using System.Collections.Immutable;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>Hashes a prompt message by message, in one pass over its bytes.</summary>
internal sealed class PrefixHasher
{
    private readonly ImmutableArray<uint>.Builder blocks = ImmutableArray.CreateBuilder<uint>(64);
    private readonly ImmutableArray<MessageEnd>.Builder messages = ImmutableArray.CreateBuilder<MessageEnd>(16);
    private readonly ImmutableArray<ulong>.Builder toolOrder = ImmutableArray.CreateBuilder<ulong>();
    private ToolSetHash tools;
    private ulong hash = ChainHash.Start;
    private long bytes;

    /// <summary>The hash of all messages so far.</summary>
    public ulong Chain => hash;

    public void AddTool(ReadOnlySpan<byte> tool)
    {
        var own = ToolSetHash.Of(tool);
        tools = tools.With(tool, own);
        toolOrder.Add(own);
    }

    /// <param name="role">The role of the message, any value that differs between roles.</param>
    /// <param name="content">The text of the message.</param>
    /// <param name="attachments">The hash of what is not text; 0 if there is nothing.</param>
    public void AddMessage(byte role, ReadOnlySpan<byte> content, ulong attachments = 0)
    {
        hash = ChainHash.Next(hash ^ attachments, [role]);
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

    public PrefixHashes Result() => new(blocks.ToImmutable(), messages.ToImmutable(), tools, bytes)
    {
        ToolOrder = toolOrder.Count > PrefixHashes.MaxTools ? [] : toolOrder.ToImmutable(),
    };
}
