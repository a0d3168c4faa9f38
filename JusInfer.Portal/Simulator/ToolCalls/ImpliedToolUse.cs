using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JusInfer.Portal.Simulator.Requests;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>An instruction that names no tool but requires one: a command to run or a file to write.</summary>
internal sealed partial record ImpliedToolUse(ToolDefinition Tool, JsonObject Arguments, int Start, int End)
{
    public static IEnumerable<ImpliedToolUse> FindAll(
        string text, ImmutableArray<ToolDefinition> tools, ImmutableArray<ToolMention> mentions)
    {
        var shell = ShellTool.Find([.. mentions.Select(static mention => mention.Tool), .. tools]);
        if (shell is not null)
        {
            foreach (Match match in CommandPattern().Matches(text))
            {
                var command = match.Groups["command"].Value;
                if (tools.All(tool => tool.Name != command))
                    yield return new ImpliedToolUse(shell.Tool, shell.CommandArguments(command), match.Index, match.Index + match.Length);
            }
        }

        var fileWriter = FileWriteTool.Find(tools);
        foreach (Match match in FileCreationPattern().Matches(text))
        {
            var (path, line) = (match.Groups["path"].Value, match.Groups["line"].Value);
            if (fileWriter is not null)
                yield return new ImpliedToolUse(
                    fileWriter.Tool, fileWriter.FileArguments(path, line), match.Index, match.Index + match.Length);
            else if (shell is not null)
                yield return new ImpliedToolUse(shell.Tool, shell.FileArguments(path, line), match.Index, match.Index + match.Length);
        }
    }

    [GeneratedRegex(
        @"\b(run|execute)\b[^`\n.]{0,60}`(?<command>[^`\n]+)`",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CommandPattern();

    [GeneratedRegex(
        @"\b(create|write|make)\b[^`\n.]{0,40}\bfile\b[^`\n]{0,20}`(?<path>[^`\n]+)`[^`\n]{0,60}`(?<line>[^`]+)`",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FileCreationPattern();
}
