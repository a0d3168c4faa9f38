namespace JusInfer.Portal.Gateway.Requests;

/// <summary>How a caller wants one call treated, as its control headers say.</summary>
internal sealed record CallControls
{
    public static readonly CallControls Default = new();

    /// <summary>An answer that breaks off may be gone on with by another upstream. <c>X-JusInfer-Resume: off</c> forbids it.</summary>
    public bool MayResume { get; init; } = true;

    /// <summary>Tool calls are sent piece by piece as they come, not once they are whole: <c>X-JusInfer-Tool-Args: stream</c>.</summary>
    public bool StreamsToolArguments { get; init; }
}
