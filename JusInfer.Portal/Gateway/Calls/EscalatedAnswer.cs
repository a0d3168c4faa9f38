using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The answer of a cheaper model that the repair model has repeated. Both are billed.</summary>
/// <param name="Target">The model and the endpoint that gave it.</param>
/// <param name="Fault">Why it was repeated.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Cost">Its cost, at its own prices.</param>
internal sealed record EscalatedAnswer(RouteTarget Target, ToolCallFault Fault, TokenBuckets Tokens, NanoUsd Cost)
{
    /// <summary>The code of a fault in usage records.</summary>
    public static string CodeOf(ToolCallFault fault) => fault switch
    {
        ToolCallFault.UnknownTool => "unknown_tool",
        ToolCallFault.InvalidArguments => "invalid_arguments",
        ToolCallFault.MissingArgument => "missing_argument",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
