using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Calling;

/// <summary>
/// Reads the calls that the user's text asks for, in order: tools named in it, with arguments where a JSON object follows the name, and
/// the two plain wishes every coding agent knows, "run `command`" and "create the file `path` with `line`".
/// </summary>
internal static partial class StepReader
{
    private const int MaxSteps = 16;

    private sealed record Place(OfferedTool Tool, JsonObject? Given, int Start, int End);

    public static ImmutableArray<Step> Read(string text, ImmutableArray<OfferedTool> tools)
    {
        var mentions = Mention.In(text, Word.In(text), tools);
        var wishes = ImpliedToolUse.In(text, tools, mentions).Select(static wish => new Place(wish.Tool, wish.Given, wish.Start, wish.End))
            .ToArray();
        var named = new List<Place>();
        foreach (var (index, mention) in mentions.Index())
        {
            var end = index + 1 < mentions.Length ? mentions[index + 1].Start : text.Length;
            var given = GivenArguments.After(text, mention.End, end);
            if (given is null && (named.Exists(IsSameTool) || wishes.Any(IsSameTool))) continue;
            named.Add(new Place(mention.Tool, given, Opening(text, mention.Start), mention.End));

            bool IsSameTool(Place place) => place.Tool.Name == mention.Tool.Name;
        }

        Place[] places = [.. named.Concat(wishes).OrderBy(static place => place.Start).Take(MaxSteps)];
        return [.. places.Select((place, index) => new Step
        {
            Tool = place.Tool,
            Given = place.Given,
            Text = places.Length == 1 ? text : text[place.Start..(index + 1 < places.Length ? places[index + 1].Start : text.Length)],
            Waits = index > 0 && Sequence().IsMatch(Between(text, places[index - 1].End, place.Start)),
        })];
    }

    /// <summary>A quotation mark before a name belongs to its step: cut off, it would open a quotation that ends in the next one.</summary>
    private static int Opening(string text, int start) => start > 0 && text[start - 1] is '`' or '"' ? start - 1 : start;

    private static string Between(string text, int from, int to) => from < to ? text[from..to] : "";

    [GeneratedRegex(
        @"\b(then|after|afterwards|next|finally|before|once|when|followed)\b|\n\s*\d+[.)]",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Sequence();
}
