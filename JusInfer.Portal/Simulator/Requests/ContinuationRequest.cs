namespace JusInfer.Portal.Simulator.Requests;

/// <summary>
/// A request to continue an interrupted answer. Its last user message quotes the end of the assistant's message and asks the model to
/// repeat it. Without that user message, the request is the original conversation, followed by the start of the answer.
/// </summary>
/// <param name="Request">The request without the last user message.</param>
/// <param name="Anchor">The text to repeat first; empty if the request is not a continuation.</param>
internal sealed record ContinuationRequest(CompletionRequest Request, string Anchor)
{
    public static ContinuationRequest From(CompletionRequest request)
    {
        if (request.Messages is not [.., { Role: MessageRole.Assistant } previous, { Role: MessageRole.User } last]
            || RepeatInstruction.Find(last.Text, previous.Text) is not { } instruction)
            return new ContinuationRequest(request, "");
        var continued = request with
        {
            Messages = request.Messages.RemoveAt(request.Messages.Length - 1),
            ResponseFormat = instruction.Schema is not null ? ResponseFormat.JsonSchema
                : instruction.IsJson ? ResponseFormat.JsonObject
                : request.ResponseFormat,
            ResponseSchema = instruction.Schema ?? request.ResponseSchema,
        };
        return new ContinuationRequest(continued, instruction.Text);
    }
}
