namespace JusInfer.Portal.Keys;

/// <summary>The limits of a key. A limit that is null does not apply.</summary>
internal sealed record KeyLimits
{
    public const int DefaultRequestsPerMinute = 600;

    /// <summary>Requests per minute, and the burst, because agents send several calls at once.</summary>
    public required int RequestsPerMinute { get; init; }

    public int? TokensPerMinute { get; init; }

    public int? Concurrency { get; init; }

    public NanoUsd? MonthlyCap { get; init; }
}
