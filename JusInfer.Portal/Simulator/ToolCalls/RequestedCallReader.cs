using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>
/// Reads the tool calls that the user's text asks for, in order: tools that it names, with arguments if a JSON object follows the name, and
/// two instructions that name no tool but that every coding agent supports: "run `command`" and "create the file `path` with `line`".
/// </summary>
internal static partial class RequestedCallReader
{
    private const int MaxCalls = 16;

    /// <param name="Tool">The tool to call.</param>
    /// <param name="Arguments">The arguments that the text contains.</param>
    /// <param name="Start">The start of the tool's name or of the instruction in the text.</param>
    /// <param name="End">The end of the tool's name or of the instruction in the text.</param>
    private sealed record Occurrence(ToolDefinition Tool, JsonObject? Arguments, int Start, int End);

    public static ImmutableArray<RequestedCall> Read(string text, ImmutableArray<ToolDefinition> tools)
    {
        var mentions = ToolMention.FindAll(text, Word.Split(text), tools);
        var implied = ImpliedToolUse.FindAll(text, tools, mentions)
            .Select(static use => new Occurrence(use.Tool, use.Arguments, use.Start, use.End))
            .ToArray();
        var named = new List<Occurrence>();
        foreach (var (index, mention) in mentions.Index())
        {
            var end = index + 1 < mentions.Length ? mentions[index + 1].Start : text.Length;
            var arguments = InlineArguments.Find(text, mention.End, end);
            if (arguments is null && (named.Exists(IsSameTool) || implied.Any(IsSameTool))) continue;
            named.Add(new Occurrence(mention.Tool, arguments, IncludeOpeningQuote(text, mention.Start), mention.End));

            bool IsSameTool(Occurrence occurrence) => occurrence.Tool.Name == mention.Tool.Name;
        }

        Occurrence[] occurrences = [.. named.Concat(implied).OrderBy(static occurrence => occurrence.Start).Take(MaxCalls)];
        return [.. occurrences.Select((occurrence, index) =>
        {
            var end = index + 1 < occurrences.Length ? occurrences[index + 1].Start : text.Length;
            return new RequestedCall
            {
                Tool = occurrence.Tool,
                Arguments = occurrence.Arguments,
                Text = occurrences.Length == 1 ? text : text[occurrence.Start..end],
                DependsOnPrevious = index > 0 && SequencePattern().IsMatch(Between(text, occurrences[index - 1].End, occurrence.Start)),
            };
        })];
    }

    /// <summary>
    /// Moves the start before a quotation mark. If the mark stayed in the previous call's text, it would open a quotation there.
    /// </summary>
    private static int IncludeOpeningQuote(string text, int start) => start > 0 && text[start - 1] is '`' or '"' ? start - 1 : start;

    private static string Between(string text, int from, int to) => from < to ? text[from..to] : "";

    [GeneratedRegex(
        @"\b(then|after|afterwards|next|finally|before|once|when|followed)\b|\n\s*\d+[.)]",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SequencePattern();
}
