using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Calling;

/// <summary>Decides which calls, if any, come next in a conversation.</summary>
internal static class ToolCallPlanner
{
    /// <summary>The most calls in one answer.</summary>
    private const int MaxConcurrent = 8;

    public static ImmutableArray<Step> Next(CompletionRequest request, OpenTurn turn)
    {
        var (mode, names) = request.ToolChoice;
        var tools = names is null ? request.Tools : [.. request.Tools.Where(tool => names.Contains(tool.Name))];
        if (tools.IsEmpty || mode is CallMode.None) return [];

        var left = Remaining(StepReader.Read(turn.Task, tools), turn.Calls);
        if (!left.IsEmpty)
        {
            var together = request.ParallelCalls ? 1 + left.Skip(1).TakeWhile(static step => !step.Waits).Count() : 1;
            return [.. left.Take(Math.Min(together, MaxConcurrent))];
        }

        // a result ends the turn unless the text names a further step; only a caller who insists gets another call
        if (mode is CallMode.Auto && !turn.Results.IsEmpty) return [];
        return Guess(turn, tools, mode) is { } tool ? [new Step { Tool = tool, Text = turn.Task }] : [];
    }

    /// <summary>The steps that no earlier call of this turn has taken, call for step.</summary>
    private static ImmutableArray<Step> Remaining(ImmutableArray<Step> steps, ImmutableArray<PastCall> calls)
    {
        foreach (var call in calls)
        {
            var taken = steps.FirstOrDefault(step => step.Tool.Name == call.Name);
            if (taken is not null) steps = steps.Remove(taken);
        }

        return steps;
    }

    /// <summary>Who asks for a fixed reply and for nothing that a tool is close to is not in need of one.</summary>
    private static OfferedTool? Guess(OpenTurn turn, ImmutableArray<OfferedTool> tools, CallMode mode)
    {
        var wish = ExactReply.Without(turn.Task);
        if (ToolPicker.Closest(wish, tools) is { } tool) return tool;
        return mode is CallMode.Auto && ExactReply.In(turn.Task) is not null ? null : tools[0];
    }
}
