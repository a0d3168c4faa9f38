namespace JusInfer.Portal.Gateway.Simulator;

/// <summary>The simulator's pace and memory; the section <c>Simulator</c> of the settings.</summary>
internal sealed class SimulatorOptions
{
    public const string Section = "Simulator";

    /// <summary>From the request to the first piece of content.</summary>
    public TimeSpan FirstTokenDelay { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>Between two pieces of content: a few words, or a fragment of a tool call's arguments.</summary>
    public TimeSpan TokenDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a prompt's prefix stays cached after its last use.</summary>
    public TimeSpan PrefixLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The most blocks of 128 tokens that the prefix cache remembers; about 100 bytes each.</summary>
    public int PrefixBlocks { get; set; } = 65_536;

    /// <summary>No delays: what tests want that are not about pace.</summary>
    public void Hurry() => (FirstTokenDelay, TokenDelay) = (TimeSpan.Zero, TimeSpan.Zero);
}
