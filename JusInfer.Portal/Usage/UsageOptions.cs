namespace JusInfer.Portal.Usage;

/// <summary>The configuration section <c>Usage</c>.</summary>
internal sealed record UsageOptions
{
    /// <summary>How many days calls, runs and the sums of end users are stored; 0 stores them without a limit.</summary>
    public int RetentionDays { get; init; }
}
