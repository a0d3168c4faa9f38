using System.Globalization;
using System.Text.RegularExpressions;

namespace JusInfer.Clients.Upstream;

/// <summary>
/// A task of 60 commands, one after another, each of which prints its number and appends it to a file. The next command depends on the
/// last number in the conversation, so a lost or repeated result shows in the file.
/// </summary>
internal sealed partial record LongErrand(string File, string Tag)
{
    public const int Steps = 60;

    /// <summary>The size of the conversation that the scripted model reports, so that clients compact it about every 25 steps.</summary>
    private const int TokensPerStep = 6_000;

    /// <summary>
    /// The start of a summary that the gateway has made. Providers that accept system messages at the start only get it from the user.
    /// </summary>
    private const string GivenSummary = "The earlier part of this conversation was replaced by the following summary.";

    public string Prompt => $"Do the errand `{Tag}` with the file `{File}`: run its {Steps} commands, one after another. When that is done, reply with exactly: `{Reply}`";

    public string Reply => $"ERRAND-DONE-{Tag}";

    public static LongErrand Create(string folder)
    {
        var tag = Guid.NewGuid().ToString("N")[..8];
        return new LongErrand(Path.Combine(folder, $"errand-{tag}.txt"), tag);
    }

    /// <summary>Finds the errand in a request; null if there is none. Goose asks for a summary with the conversation in the system prompt.</summary>
    public static LongErrand? Find(ModelRequest request) => PromptPattern().Match(request.Body) is { Success: true } match
        ? new LongErrand(match.Groups["file"].Value, match.Groups["tag"].Value)
        : null;

    public static string Line(int step, string tag) => $"STEP-{step}-{tag}";

    /// <summary>The number of the command that comes next; 1 at the start. Agents send a summary in messages of any role.</summary>
    public int NextStep(ModelRequest request) => 1 + LastStep(request.ToolResults.Append(request.Body));

    /// <summary>The tokens of the conversation that the request contains in full.</summary>
    public int InputTokens(ModelRequest request) => TokensPerStep * (1 + request.ToolResults.Count(result => LastStep([result]) > 0));

    public Answer Next(ModelRequest request)
    {
        var step = NextStep(request);
        if (IsSummary(request)) return Answer.OfText($"{Prompt}\nThe last command that has run printed {Line(step - 1, Tag)}.");
        if (request.Tools.Count == 0) return Answer.OfText("An errand");
        if (step > Steps) return Answer.OfText(Reply);
        return new Answer($"I will run command {step} of the errand now.", [ShellTool.Command(request.Tools, $"echo {Line(step, Tag)} | tee -a '{File}'")]);
    }

    /// <summary>The client asks for a summary of the conversation, to continue with it alone.</summary>
    public static bool IsSummary(ModelRequest request) => SummaryRequest.IsIn(request)
        || (request.UserTexts is [.., var last] && SummaryPattern().IsMatch(last) && !PromptPattern().IsMatch(last)
            && !last.StartsWith(GivenSummary, StringComparison.Ordinal));

    private int LastStep(IEnumerable<string> texts) => texts
        .SelectMany(static text => LinePattern().Matches(text))
        .Where(match => match.Groups["tag"].Value == Tag)
        .Select(static match => int.Parse(match.Groups["step"].Value, CultureInfo.InvariantCulture))
        .DefaultIfEmpty()
        .Max();

    [GeneratedRegex("Do the errand `(?<tag>[0-9a-f]{8})` with the file `(?<file>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PromptPattern();

    [GeneratedRegex("STEP-(?<step>[0-9]+)-(?<tag>[0-9a-f]{8})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinePattern();

    [GeneratedRegex("summary|summarize", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SummaryPattern();
}
