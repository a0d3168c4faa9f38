using JusInfer.Portal.Gateway.Responses;

namespace JusInfer.Portal.Gateway;

/// <summary>Section <c>Gateway</c>.</summary>
internal sealed record GatewayOptions
{
    /// <summary>The largest request taken. Bytes.</summary>
    public int MaxRequestBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// How many attempts a minute may be made beyond the first of each call, whatever the traffic; a tenth of the calls comes on top.
    /// </summary>
    public int RetryFloor { get; init; } = 20;

    /// <summary>Section <c>Responses</c>.</summary>
    public ResponseOptions Responses { get; init; } = new();
}
