namespace JusInfer.Portal.Catalog;

/// <summary>How long an attempt may take before it counts as failed.</summary>
/// <param name="FirstToken">From sending the request to the first content.</param>
/// <param name="Idle">Between two signs of life in its stream, comments among them.</param>
/// <param name="Total">From the call's first attempt to the end of the answer: no further attempt begins it anew.</param>
internal sealed record AttemptTimeouts(TimeSpan FirstToken, TimeSpan Idle, TimeSpan Total)
{
    public static AttemptTimeouts Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));
}
