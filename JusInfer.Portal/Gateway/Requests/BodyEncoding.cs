using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Bodies are read as they come: one that is compressed is refused by that name, before its bytes look like text that is none.
/// </summary>
internal static class BodyEncoding
{
    /// <returns>What is wrong with the body's encoding; null where it has none.</returns>
    public static GatewayError? Fault(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding;
        if (encoding.Count == 0 || string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase)) return null;
        return new GatewayError(
            StatusCodes.Status415UnsupportedMediaType,
            ErrorCodes.Unsupported,
            "The request body is compressed, as its header 'Content-Encoding' says. This gateway reads plain bodies: send it without.");
    }
}
