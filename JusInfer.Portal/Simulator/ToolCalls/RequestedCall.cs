using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Requests;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>A tool call that the user's text asks for.</summary>
internal sealed record RequestedCall
{
    public required ToolDefinition Tool { get; init; }

    /// <summary>The arguments, if the text contains them as a JSON object.</summary>
    public JsonObject? Arguments { get; init; }

    /// <summary>The part of the user's text that describes this call. Argument values are taken from it.</summary>
    public required string Text { get; init; }

    /// <summary>The call needs the previous call's result: the text between them contains "then", "after" or a similar word.</summary>
    public bool DependsOnPrevious { get; init; }
}
