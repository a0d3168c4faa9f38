using JusInfer.Portal.Gateway.Responses;

namespace JusInfer.Portal.Gateway;

/// <summary>Configuration section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The largest request taken. Bytes.</summary>
    public int MaxRequestBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How many attempts a minute may be made beyond the first of each call, whatever the traffic; a tenth of the calls comes on top.</summary>
    public int RetryFloor { get; set; } = 20;

    /// <summary>Section <c>Responses</c>.</summary>
    public ResponseOptions Responses { get; set; } = new();
}
