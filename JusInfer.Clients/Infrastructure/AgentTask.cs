using System.Text.RegularExpressions;

namespace JusInfer.Clients.Infrastructure;

/// <summary>
/// The task of every agent: create a file with one tool call, read it with another, and answer with an exact text. The scripted model reads
/// the task from the prompt, so the task fails if the prompt is lost or changed on its way.
/// </summary>
internal sealed partial record AgentTask(string File, string Line, string Reply)
{
    public string Prompt => $"Create the file `{File}` with exactly this line: `{Line}`. Read it back. When that is done, reply with exactly: `{Reply}`";

    /// <summary>Creates a unique task in a folder.</summary>
    public static AgentTask Create(string folder)
    {
        var tag = Guid.NewGuid().ToString("N")[..8];
        return new AgentTask(Path.Combine(folder, $"task-{tag}.txt"), $"Grüße, {tag} \\ {{}} <100 %> 好", $"TASK-DONE-{tag}");
    }

    /// <summary>Finds the last task in a text; null if there is none.</summary>
    public static AgentTask? Find(string text) => PromptPattern().Matches(text).LastOrDefault() is { } match
        ? new AgentTask(match.Groups["file"].Value, match.Groups["line"].Value, match.Groups["reply"].Value)
        : null;

    [GeneratedRegex(
        "Create the file `(?<file>[^`]+)` with exactly this line: `(?<line>[^`]+)`. Read it back. When that is done, reply with exactly: `(?<reply>[^`]+)`",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex PromptPattern();
}
