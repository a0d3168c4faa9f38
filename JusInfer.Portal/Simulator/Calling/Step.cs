using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Reading;

namespace JusInfer.Portal.Simulator.Calling;

/// <summary>One call that the user's text asks for.</summary>
internal sealed record Step
{
    public required OfferedTool Tool { get; init; }

    /// <summary>Arguments that the text gives in so many words.</summary>
    public JsonObject? Given { get; init; }

    /// <summary>The text that belongs to this step: further values are looked for here.</summary>
    public required string Text { get; init; }

    /// <summary>It is to wait for the step before it: the text says "then", or the like, between them.</summary>
    public bool Waits { get; init; }
}
