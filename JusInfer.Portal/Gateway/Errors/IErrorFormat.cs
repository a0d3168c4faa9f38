using System.Text.Json;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>The form in which the clients of a dialect expect errors.</summary>
internal interface IErrorFormat
{
    /// <summary>Writes the body of an error response: one JSON value.</summary>
    void Write(Utf8JsonWriter writer, GatewayError error, string requestId);
}
