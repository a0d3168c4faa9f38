namespace JusInfer.Portal.Simulator;

/// <summary>The simulator's pace and memory; section <c>Simulator</c>.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>From the request to the first piece of content.</summary>
    public TimeSpan FirstTokenDelay { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Between two pieces of content: a few words, or a fragment of a tool call's arguments.</summary>
    public TimeSpan TokenDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a prompt's prefix stays cached after its last use.</summary>
    public TimeSpan PrefixLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most blocks of 128 tokens that the prefix cache remembers; about 100 bytes each.</summary>
    public int PrefixBlocks { get; init; } = 65_536;
}
