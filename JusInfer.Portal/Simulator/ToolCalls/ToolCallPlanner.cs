using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>Decides which tools, if any, the next answer of a conversation calls.</summary>
internal static class ToolCallPlanner
{
    private const int MaxParallelCalls = 8;

    /// <summary>The calls for one message of the user. The next answer is text, whatever the request asks for, so that every agent ends.</summary>
    private const int MaxCallsPerTurn = 16;

    public static ImmutableArray<RequestedCall> Plan(CompletionRequest request, CurrentTurn turn)
    {
        var (mode, names) = request.ToolChoice;
        var tools = names is null ? request.Tools : [.. request.Tools.Where(tool => names.Contains(tool.Name))];
        if (mode is SimulatedToolChoiceMode.Auto) tools = tools.RemoveAll(SelfStartingTool.Is);
        if (tools.IsEmpty || mode is SimulatedToolChoiceMode.None || turn.Calls.Length >= MaxCallsPerTurn) return [];

        // Only a harness spoke, for example to report the end of a background task.
        if (mode is SimulatedToolChoiceMode.Auto && turn.UserText.Length == 0 && turn.Images == 0) return [];

        var remaining = Remaining(RequestedCallReader.Read(turn.UserText, tools), turn.Calls);
        if (!remaining.IsEmpty)
        {
            var parallel = request.ParallelToolCalls ? 1 + remaining.Skip(1).TakeWhile(static call => !call.DependsOnPrevious).Count() : 1;
            return [.. remaining.Take(Math.Min(parallel, MaxParallelCalls))];
        }

        // After a tool result the answer is text, unless the user's text asks for another call or tool_choice requires one.
        if (mode is SimulatedToolChoiceMode.Auto && !turn.Results.IsEmpty) return [];
        return GuessTool(turn, tools, mode) is { } tool ? [new RequestedCall { Tool = tool, Text = turn.UserText }] : [];
    }

    /// <summary>The requested calls that this turn has not made yet. Each past call removes one requested call of the same tool.</summary>
    private static ImmutableArray<RequestedCall> Remaining(ImmutableArray<RequestedCall> requested, ImmutableArray<ToolCall> past)
    {
        foreach (var call in past)
        {
            var done = requested.FirstOrDefault(candidate => candidate.Tool.Name == call.Name);
            if (done is not null) requested = requested.Remove(done);
        }

        return requested;
    }

    /// <summary>The tool closest to the text; null if the text asks for an exact reply and matches no tool.</summary>
    private static ToolDefinition? GuessTool(CurrentTurn turn, ImmutableArray<ToolDefinition> tools, SimulatedToolChoiceMode mode)
    {
        if (ToolMatcher.FindClosest(ExactReply.Remove(turn.UserText), tools) is { } tool) return tool;
        return mode is SimulatedToolChoiceMode.Auto && ExactReply.Find(turn.UserText) is not null ? null : tools[0];
    }
}
