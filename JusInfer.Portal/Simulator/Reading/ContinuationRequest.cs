namespace JusInfer.Portal.Simulator.Reading;

/// <summary>
/// A request to continue an interrupted answer: its last user turn quotes the end of the assistant's message and asks to repeat it. Without
/// that turn it is the conversation that was being answered, ending with the beginning of the answer.
/// </summary>
/// <param name="Request">The request without the turn.</param>
/// <param name="Anchor">What is to be repeated first; empty where the request is an ordinary one.</param>
internal sealed record ContinuationRequest(CompletionRequest Request, string Anchor)
{
    public static ContinuationRequest In(CompletionRequest request)
    {
        if (request.Messages is not [.., { Speaker: Speaker.Assistant } previous, { Speaker: Speaker.User } last]
            || RepeatInstruction.Find(last.Text, previous.Text) is not { } instruction)
            return new ContinuationRequest(request, "");
        var continued = request with
        {
            Messages = request.Messages.RemoveAt(request.Messages.Length - 1),
            Shape = instruction.Schema is not null ? AnswerShape.JsonSchema : instruction.IsJson ? AnswerShape.JsonObject : request.Shape,
            AnswerSchema = instruction.Schema ?? request.AnswerSchema,
        };
        return new ContinuationRequest(continued, instruction.Text);
    }
}
