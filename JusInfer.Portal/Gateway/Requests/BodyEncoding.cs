using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Rejects compressed bodies with an error that names the encoding. Otherwise their bytes would be reported as invalid UTF-8.
/// </summary>
internal static class BodyEncoding
{
    /// <returns>The error; null if the body is not encoded.</returns>
    public static GatewayError? Check(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding;
        if (encoding.Count == 0 || string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase)) return null;
        return new GatewayError(
            StatusCodes.Status415UnsupportedMediaType,
            ErrorCodes.Unsupported,
            "The request body is compressed, as its header 'Content-Encoding' says. Compressed bodies are not supported: send it uncompressed.");
    }
}
