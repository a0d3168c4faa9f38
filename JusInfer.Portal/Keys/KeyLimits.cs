namespace JusInfer.Portal.Keys;

/// <summary>What one key may use. A limit that is absent does not bind.</summary>
internal sealed record KeyLimits
{
    public const int DefaultRequestsPerMinute = 600;

    /// <summary>Requests a minute; also the burst, since agents send several calls at once.</summary>
    public required int RequestsPerMinute { get; init; }

    public int? TokensPerMinute { get; init; }

    public int? Concurrency { get; init; }

    public NanoUsd? MonthlyCap { get; init; }
}
