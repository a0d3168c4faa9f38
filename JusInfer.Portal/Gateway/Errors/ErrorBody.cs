using System.Text.Encodings.Web;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>The body of an error response.</summary>
internal static class ErrorBody
{
    /// <summary>People read errors in terminals, so quotes and dashes are not escaped. No error is put into a page.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Render(IErrorFormat format, GatewayError error, string requestId)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable)) format.Write(writer, error, requestId);
        return buffer.ToArray();
    }
}
