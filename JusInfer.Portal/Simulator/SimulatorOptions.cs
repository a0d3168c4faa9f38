namespace JusInfer.Portal.Simulator;

/// <summary>Settings of the simulator; section <c>Simulator</c>.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>The time from the request to the first content delta.</summary>
    public TimeSpan FirstTokenDelay { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>The time between two content deltas. A delta is a few words or a fragment of a tool call's arguments.</summary>
    public TimeSpan TokenDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The time that a prompt's prefix stays cached after its last use.</summary>
    public TimeSpan PrefixLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The maximum number of blocks of 128 tokens in the prefix cache; a block takes about 100 bytes.</summary>
    public int PrefixBlocks { get; init; } = 65_536;
}
