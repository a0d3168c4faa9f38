using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JusInfer.Portal.Simulator.Reading;

namespace JusInfer.Portal.Simulator.Calling;

/// <summary>A wish that names no tool but can be met by one: a command to run, a file to write.</summary>
internal sealed partial record ImpliedToolUse(OfferedTool Tool, JsonObject Given, int Start, int End)
{
    public static IEnumerable<ImpliedToolUse> In(string text, ImmutableArray<OfferedTool> tools, ImmutableArray<Mention> mentions)
    {
        var shell = CommandTool.In([.. mentions.Select(static mention => mention.Tool), .. tools]);
        if (shell is not null)
        {
            foreach (Match match in Command().Matches(text))
            {
                var command = match.Groups["command"].Value;
                if (tools.All(tool => tool.Name != command))
                    yield return new ImpliedToolUse(shell.Tool, shell.Running(command), match.Index, match.Index + match.Length);
            }
        }

        var writer = FileTool.In(tools);
        foreach (Match match in Creation().Matches(text))
        {
            var (path, line) = (match.Groups["path"].Value, match.Groups["line"].Value);
            if (writer is not null)
                yield return new ImpliedToolUse(writer.Tool, writer.Writing(path, line), match.Index, match.Index + match.Length);
            else if (shell is not null)
                yield return new ImpliedToolUse(shell.Tool, shell.Writing(path, line), match.Index, match.Index + match.Length);
        }
    }

    [GeneratedRegex(
        @"\b(run|execute)\b[^`\n.]{0,60}`(?<command>[^`\n]+)`",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Command();

    [GeneratedRegex(
        @"\b(create|write|make)\b[^`\n.]{0,40}\bfile\b[^`\n]{0,20}`(?<path>[^`\n]+)`[^`\n]{0,60}`(?<line>[^`]+)`",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Creation();
}
