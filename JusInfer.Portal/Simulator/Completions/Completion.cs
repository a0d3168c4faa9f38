using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Tokens;

namespace JusInfer.Portal.Simulator.Completions;

/// <summary>The values of OpenAI's <c>finish_reason</c> that the simulator uses.</summary>
internal static class SimulatedFinishReasons
{
    public const string Stop = "stop";
    public const string Length = "length";
    public const string ToolCalls = "tool_calls";
}

/// <summary>One choice of a completion. The text is empty if the choice consists of tool calls only.</summary>
internal sealed record Choice(string Text, ImmutableArray<ToolCall> Calls, string FinishReason)
{
    public int Tokens => TokenCount.Of(Text) + Calls.Sum(static call => TokenCount.Of(call.Name) + TokenCount.Of(call.Arguments));
}

/// <summary>The answer to one chat completion request.</summary>
internal sealed record Completion
{
    public required string Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required string Model { get; init; }

    public required ImmutableArray<Choice> Choices { get; init; }

    public required TokenUsage Usage { get; init; }
}
