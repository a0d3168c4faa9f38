namespace JusInfer.Portal.Simulator.Reading;

/// <summary>Why a request is refused.</summary>
/// <param name="Message">What is wrong, where, and what to send instead.</param>
/// <param name="Param">The field, as in <c>messages[1].role</c>.</param>
/// <param name="Code">A stable word for the kind of fault, as OpenAI has them.</param>
internal sealed record RequestRefusal(string Message, string? Param = null, string? Code = null);
