using JusInfer.Portal.Gateway.StoredResponses;

namespace JusInfer.Portal.Gateway;

/// <summary>Section <c>Gateway</c>.</summary>
internal sealed record GatewayOptions
{
    /// <summary>The maximum size of a request body in bytes.</summary>
    public int MaxRequestBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// The maximum memory for the request bodies of all running calls, in bytes. The default is a quarter of the memory that the process may
    /// use, which a container's limit reduces, and at most 1 GiB: with 6 GiB, one key could send 40 bodies of 32 MiB at a time and occupy the
    /// processor with them (benchmarks/isolation.py).
    /// </summary>
    public long MaxBytesInFlight { get; init; } = Math.Min(1L << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);

    /// <summary>The least value of <see cref="MaxBytesInFlight"/>, and the least share of a key: any single request fits.</summary>
    public long MinBytesInFlight => 2L * MaxRequestBytes;

    /// <summary>
    /// The number of retries per minute that are allowed regardless of the number of calls, in addition to one retry for every ten calls.
    /// </summary>
    public int RetryFloor { get; init; } = 20;

    /// <summary>The requests without a valid key per minute and network address.</summary>
    public int AuthenticationFailuresPerMinute { get; init; } = 600;

    /// <summary>
    /// Clients may list and describe models without a key, at the endpoints whose clients send none. <c>/v1/models</c> always requires one.
    /// </summary>
    public bool AllowsAnonymousDiscovery { get; init; } = true;

    /// <summary>
    /// The model that judges the tool calls of Claude Code's auto mode, unless Anthropic does; null if none does.
    /// </summary>
    public string? SafeguardModel { get; init; }

    /// <summary>Section <c>Responses</c>.</summary>
    public ResponseOptions Responses { get; init; } = new();
}
