namespace JusInfer.Portal.Simulator.Requests;

/// <summary>A tool call of an assistant message or of a new answer.</summary>
/// <param name="Id">The call's id.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">The arguments as a JSON string.</param>
internal sealed record ToolCall(string Id, string Name, string Arguments);
