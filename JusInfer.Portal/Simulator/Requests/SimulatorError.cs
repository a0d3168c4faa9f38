namespace JusInfer.Portal.Simulator.Requests;

/// <summary>The reason why a request is rejected: the fields of OpenAI's error object.</summary>
/// <param name="Message">What is wrong, where, and what to send instead.</param>
/// <param name="Param">The path of the field, for example <c>messages[1].role</c>.</param>
/// <param name="Code">OpenAI's error code, for example <c>invalid_type</c>.</param>
internal sealed record SimulatorError(string Message, string? Param = null, string? Code = null);
