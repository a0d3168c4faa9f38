using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Counting;

namespace JusInfer.Portal.Simulator.Answering;

/// <summary>A call that this answer makes.</summary>
internal sealed record NewCall(string Id, string Name, string Arguments);

/// <summary>Why an answer ends, in OpenAI's words.</summary>
internal static class FinishWord
{
    public const string Stop = "stop";
    public const string Length = "length";
    public const string ToolCalls = "tool_calls";
}

/// <summary>One choice of a completion. Its text is empty where it only calls.</summary>
internal sealed record Choice(string Text, ImmutableArray<NewCall> Calls, string FinishReason)
{
    public int Tokens => TokenCount.Of(Text) + Calls.Sum(static call => TokenCount.Of(call.Name) + TokenCount.Of(call.Arguments));
}

/// <summary>All that is answered to one request.</summary>
internal sealed record Completion
{
    public required string Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required string Model { get; init; }

    public required ImmutableArray<Choice> Choices { get; init; }

    public required TokenUsage Usage { get; init; }
}
