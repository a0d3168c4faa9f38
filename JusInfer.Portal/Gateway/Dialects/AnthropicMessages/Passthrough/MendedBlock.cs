namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>A block of a stream that is put in order: its events wait until the block before it is stopped.</summary>
internal sealed class MendedBlock(BlockType type)
{
    private readonly List<(byte[] Name, byte[] Data)> held = [];

    /// <summary>Its place in the client's stream; known once it is started.</summary>
    public int Index { get; set; }

    public bool IsStopped { get; set; }

    /// <summary>Another may begin: only a call whose arguments are under way cannot be left.</summary>
    public bool MayBeLeft => type != BlockType.ToolUse;

    /// <summary>The event that starts it, where the upstream sent none.</summary>
    public static ReadOnlySpan<byte> StartOf(BlockType type) => type == BlockType.Thinking
        ? """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"""u8
        : """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""u8;

    public void Hold(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => held.Add((name.ToArray(), data.ToArray()));

    public IReadOnlyList<(byte[] Name, byte[] Data)> TakeHeld()
    {
        var taken = held.ToArray();
        held.Clear();
        return taken;
    }
}
