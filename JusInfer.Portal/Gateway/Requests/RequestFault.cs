using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// What is wrong with a request, and where. Unwinds a reader or a writer; becomes the caller's error where they are called and goes no
/// further.
/// </summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="param">The field at fault, by its JSON path; absent where it is the body as a whole.</param>
/// <param name="unsupported">Well said, but not to be had here.</param>
internal sealed class RequestFault(string message, string? param, bool unsupported = false) : Exception(message)
{
    /// <summary>The caller's dialect has a code of its own for it.</summary>
    public string? DialectCode { get; init; }

    public GatewayError Error => unsupported
        ? new GatewayError(StatusCodes.Status400BadRequest, ErrorCodes.Unsupported, Message) { Param = param, DialectCode = DialectCode }
        : GatewayError.InvalidRequest(Message, param);

    public static RequestFault OneAnswerACall =>
        Unsupported("The model that answers here gives one answer a call. Ask for one, or make several calls.", "n");

    /// <summary>Well said, but neither the gateway nor the dialect behind this model has words for it.</summary>
    public static RequestFault Unsupported(string message, string param) => new(message, param, unsupported: true);
}
