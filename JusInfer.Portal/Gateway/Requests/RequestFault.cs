using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Reports an invalid or unsupported field from within a request reader or writer. Their caller converts it to a
/// <see cref="GatewayError"/>.
/// </summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="param">The JSON path of the field; null for the body as a whole.</param>
/// <param name="unsupported">The field is valid but not supported.</param>
internal sealed class RequestFault(string message, string? param, bool unsupported = false) : Exception(message)
{
    /// <summary>A more specific code of the client's dialect.</summary>
    public string? DialectCode { get; init; }

    public GatewayError Error => unsupported
        ? new GatewayError(StatusCodes.Status400BadRequest, ErrorCodes.Unsupported, Message)
        {
            Param = param,
            DialectCode = DialectCode,

            // Client libraries that know the code change the request and send it again.
            FinalForClient = DialectCode is null,
        }
        : GatewayError.InvalidRequest(Message, param);

    public static RequestFault MultipleChoicesUnsupported =>
        Unsupported("This model returns one choice per call. Request one choice, or make several calls.", "n");

    /// <summary>The field is valid, but neither the gateway nor the dialect of the model's provider supports it.</summary>
    public static RequestFault Unsupported(string message, string param) => new(message, param, unsupported: true);
}
