namespace JusInfer.Portal.Gateway.Responses;

/// <summary>The configuration section <c>Responses</c>.</summary>
internal sealed record ResponseOptions
{
    /// <summary>How many days a response is stored, unless the request has <c>store: false</c>. 0 disables storing.</summary>
    public int RetentionDays { get; init; } = 30;

    public bool IsDisabled => RetentionDays == 0;

    /// <summary>The maximum size of a stored response with its input, in bytes.</summary>
    public int MaxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The number of responses that are stored per team. The oldest are removed to stay within it.</summary>
    public int MaxPerTenant { get; init; } = 10_000;

    /// <summary>The total size of the responses that are stored per team, with their inputs, in bytes. The oldest are removed.</summary>
    public long MaxBytesPerTenant { get; init; } = 1024L * 1024 * 1024;
}
