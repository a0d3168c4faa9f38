using JusInfer.Portal.Gateway.Responses;

namespace JusInfer.Portal.Gateway;

/// <summary>Configuration section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The largest request taken. Bytes.</summary>
    public int MaxRequestBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Section <c>Responses</c>.</summary>
    public ResponseOptions Responses { get; set; } = new();
}
