using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The answer of a cheaper model that the repair model has repeated. Both are billed.</summary>
/// <param name="Target">The model and the endpoint that gave it.</param>
/// <param name="Fault">Why it was repeated.</param>
/// <param name="Usage">Its tokens, and what was not believed about them.</param>
/// <param name="Cost">Its cost, at its own prices.</param>
internal sealed record EscalatedResponse(RouteTarget Target, ResponseFault Fault, BilledUsage Usage, NanoUsd Cost)
{
    /// <summary>The code of a fault in usage records.</summary>
    public static string CodeOf(ResponseFault fault) => fault switch
    {
        ResponseFault.UnknownTool => "unknown_tool",
        ResponseFault.InvalidArguments => "invalid_arguments",
        ResponseFault.MissingArgument => "missing_argument",
        ResponseFault.Refused => "refused",
        ResponseFault.Empty => "empty",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
