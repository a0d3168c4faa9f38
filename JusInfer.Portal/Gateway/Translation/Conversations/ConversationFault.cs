using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>
/// What is wrong with a request, and where. Unwinds a reader or a writer; becomes the caller's error where they are called and goes no further.
/// </summary>
internal sealed class ConversationFault(string message, string? param, bool unsupported = false) : Exception(message)
{
    public GatewayError Error => unsupported
        ? new GatewayError(400, ErrorCodes.Unsupported, Message) { Param = param }
        : GatewayError.InvalidRequest(Message, param);

    public static ConversationFault OneAnswerACall => Unsupported("The model that answers here gives one answer a call. Ask for one, or make several calls.", "n");

    /// <summary>Well said, but the dialect behind this model has no words for it.</summary>
    public static ConversationFault Unsupported(string message, string param) => new(message, param, unsupported: true);
}
