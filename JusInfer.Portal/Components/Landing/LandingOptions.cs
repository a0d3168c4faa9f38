namespace JusInfer.Portal.Components.Landing;

/// <summary>Section <c>HomePage</c>.</summary>
internal sealed record LandingOptions
{
    /// <summary>Visitors can watch a stream that is cut and resumed.</summary>
    public bool LiveStream { get; init; } = true;

    /// <summary>The streams that visitors from one network may start per minute.</summary>
    public int LiveStreamsPerMinute { get; init; } = 12;
}
