using System.Text.RegularExpressions;

namespace JusInfer.Clients.Infrastructure;

/// <summary>
/// What every agent is asked to do: make a file by a tool, read it back by another, and say an exact text. The scripted model reads the
/// errand out of the prompt, so that a prompt which is lost or changed on its way is an errand that is not done.
/// </summary>
internal sealed partial record Errand(string File, string Line, string Reply)
{
    public string Prompt => $"Create the file `{File}` with exactly this line: `{Line}`. Read it back. When that is done, reply with exactly: `{Reply}`";

    /// <summary>An errand that nobody was sent on before, in this folder.</summary>
    public static Errand In(string folder)
    {
        var tag = Guid.NewGuid().ToString("N")[..8];
        return new Errand(Path.Combine(folder, $"errand-{tag}.txt"), $"Grüße, {tag} \\ {{}} <100 %> 好", $"ERRAND-DONE-{tag}");
    }

    /// <summary>The last errand in a text; null where there is none.</summary>
    public static Errand? FoundIn(string text) => PromptForm().Matches(text).LastOrDefault() is { } match
        ? new Errand(match.Groups["file"].Value, match.Groups["line"].Value, match.Groups["reply"].Value)
        : null;

    [GeneratedRegex(
        "Create the file `(?<file>[^`]+)` with exactly this line: `(?<line>[^`]+)`. Read it back. When that is done, reply with exactly: `(?<reply>[^`]+)`",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex PromptForm();
}
