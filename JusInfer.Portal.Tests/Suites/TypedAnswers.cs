using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Suites;

/// <summary>Divides an answer into the parts that an SDK has a type for: the whole answer, or the events of its stream.</summary>
internal static class TypedAnswers
{
    /// <param name="dialect">The name of the client's dialect.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="what">What was asked.</param>
    public static IEnumerable<TypedAnswer> Of(string dialect, GatewayAnswer answer, string what)
    {
        var (sdk, whole, part) = dialect switch
        {
            "openai-chat" => ("openai", "Chat", "ChatChunk"),
            "openai-responses" => ("openai", "Responses", "ResponsesEvent"),
            "anthropic-messages" => ("anthropic", "Messages", "MessagesEvent"),
            _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "No SDK has types for it."),
        };
        if (answer.Status != 200) return [new TypedAnswer(what, sdk, "Failure", answer.Body)];
        return answer["Content-Type"]!.StartsWith("text/event-stream", StringComparison.Ordinal)
            ? Json.Events(answer.Body).Select(data => new TypedAnswer(what, sdk, part, data.GetRawText()))
            : [new TypedAnswer(what, sdk, whole, answer.Body)];
    }
}
