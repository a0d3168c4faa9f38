namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>The part of a stream that the client has received.</summary>
internal readonly record struct MessagesProgress
{
    /// <summary>The message has started.</summary>
    public bool HasBegun { get; init; }

    /// <summary>The index of the next block.</summary>
    public int NextIndex { get; init; }

    /// <summary>The type of the block that has not stopped; null if there is none.</summary>
    public BlockType? Open { get; init; }

    /// <summary>A signature has been added to the open block.</summary>
    public bool IsSigned { get; init; }

    /// <summary>The number of tool calls.</summary>
    public int Calls { get; init; }

    /// <summary>The stop reason has been sent.</summary>
    public bool HasStopReason { get; init; }

    /// <summary>The last event has been sent.</summary>
    public bool IsEnded { get; init; }

    /// <summary>The progress after one more event.</summary>
    public MessagesProgress After(ref readonly MessageEvent sent) => sent.Type switch
    {
        EventType.MessageStart => this with { HasBegun = true },
        EventType.BlockStart => this with
        {
            Open = sent.Block.Type,
            NextIndex = NextIndex + 1,
            IsSigned = false,
            Calls = sent.Block.Type == BlockType.ToolUse ? Calls + 1 : Calls,
        },
        EventType.BlockDelta => this with { IsSigned = IsSigned || !sent.Delta.Signature.IsEmpty },
        EventType.BlockStop => this with { Open = null },
        EventType.MessageDelta => this with { HasStopReason = HasStopReason || !sent.Delta.StopReason.IsEmpty },
        EventType.MessageStop => this with { IsEnded = true },
        _ => this,
    };
}
