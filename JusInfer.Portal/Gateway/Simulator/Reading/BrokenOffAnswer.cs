using System.Text.Json;
using JusInfer.Portal.Gateway.Streaming.Resumption;

namespace JusInfer.Portal.Gateway.Simulator.Reading;

/// <summary>
/// A request that has an answer gone on with which broke off, as the gateway asks for that in a user's turn: without that turn it is the
/// conversation that was being answered, and ends with what was said of the answer.
/// </summary>
/// <param name="Request">The request without the turn.</param>
/// <param name="Anchor">What is to be repeated first.</param>
internal sealed record BrokenOffAnswer(ChatRequest Request, string Anchor)
{
    /// <summary>
    /// What the request goes on with; it is the request itself, with nothing to repeat, where it asks for an answer like any other.
    /// </summary>
    public static BrokenOffAnswer In(ChatRequest request)
    {
        if (request.Messages is not [.., { Speaker: Speaker.Assistant } said, { Speaker: Speaker.User } last])
            return new BrokenOffAnswer(request, "");
        if (ContinuationPrompt.Read(last.Text) is not { } prompt || !said.Text.EndsWith(prompt.Anchor, StringComparison.Ordinal)
            || !TryParse(prompt.Schema, out var schema))
            return new BrokenOffAnswer(request, "");
        var asked = request with
        {
            Messages = request.Messages.RemoveAt(request.Messages.Length - 1),
            Shape = schema is not null ? AnswerShape.JsonSchema : prompt.IsJson ? AnswerShape.JsonObject : request.Shape,
            AnswerSchema = schema ?? request.AnswerSchema,
        };
        return new BrokenOffAnswer(asked, prompt.Anchor);
    }

    /// <summary>False where what the words call a schema is no JSON object: then they are not the gateway's.</summary>
    private static bool TryParse(string? text, out JsonElement? schema)
    {
        schema = null;
        if (text is null) return true;
        try
        {
            schema = JsonElement.Parse(text);
            return schema.Value.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
