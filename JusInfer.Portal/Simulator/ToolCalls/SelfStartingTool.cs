using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>
/// Recognizes tools that start another agent, or a later turn of the same one. The simulator would call them again there, so that the agent
/// would never end: Claude Code's <c>Agent</c> and <c>ScheduleWakeup</c>, the <c>task</c> of OpenCode, the <c>spawn_agent</c> of Codex.
/// </summary>
internal static class SelfStartingTool
{
    private static readonly ImmutableHashSet<string> NameWords =
    [
        "agent", "agents", "subagent", "subagents", "spawn", "delegate", "teammate", "team", "swarm", "workflow", "schedule", "cron", "wakeup",
        "monitor", "loop",
    ];

    /// <summary>Names of tools that start an agent for a task. Other tools with the word, such as <c>create_task</c>, manage a list.</summary>
    private static readonly ImmutableHashSet<string> TaskNames = ["task", "new task", "run task", "start task", "launch task"];

    public static bool Is(ToolDefinition tool)
    {
        var words = Word.WordsOf(tool.Name);
        return words.Any(NameWords.Contains) || TaskNames.Contains(string.Join(' ', words))
            || (tool.Parameters is { } schema && schema.FindProperty("subagent_type", "agent_type") is not null);
    }
}
