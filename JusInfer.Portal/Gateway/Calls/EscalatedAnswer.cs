using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The answer of a cheaper model that the repair model has repeated. Both are billed.</summary>
/// <param name="Target">The model and the endpoint that gave it.</param>
/// <param name="Fault">Why it was repeated.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Cost">Its cost, at its own prices.</param>
internal sealed record EscalatedAnswer(RouteTarget Target, AnswerFault Fault, TokenBuckets Tokens, NanoUsd Cost)
{
    /// <summary>The code of a fault in usage records.</summary>
    public static string CodeOf(AnswerFault fault) => fault switch
    {
        AnswerFault.UnknownTool => "unknown_tool",
        AnswerFault.InvalidArguments => "invalid_arguments",
        AnswerFault.MissingArgument => "missing_argument",
        AnswerFault.Refused => "refused",
        AnswerFault.Empty => "empty",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
