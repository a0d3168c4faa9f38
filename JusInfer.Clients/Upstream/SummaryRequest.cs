using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JusInfer.Clients.Upstream;

/// <summary>
/// The gateway's request to summarize a conversation for a compaction. The scripted model's summary has the results of all tool calls, so
/// that the model can continue its task with nothing else.
/// </summary>
internal static partial class SummaryRequest
{
    private const string ResultMark = "[Tool result]";
    private const string InstructionStart = "Stop working on the task here.";

    public static bool IsIn(ModelRequest request) => request.UserTexts is [.., var last] && last.Contains(InstructionStart, StringComparison.Ordinal);

    public static Answer Summarize(ModelRequest request)
    {
        var conversation = string.Join('\n', request.UserTexts).Split(InstructionStart)[0];
        string[] results = [.. request.ToolResults, .. conversation.Split(ResultMark).Skip(1).Select(static result => result.Trim())];
        return Answer.OfText($"TOOL-RESULTS:{Convert.ToBase64String(Encoding.UTF8.GetBytes(Json.Serialize(results)))};");
    }

    /// <summary>Adds the tool results of the last summary in the request's body.</summary>
    public static ModelRequest Restore(ModelRequest request, string body) => SummaryPattern().Matches(body).LastOrDefault() is { } match
        ? request with { ToolResults = [.. JsonSerializer.Deserialize<string[]>(Convert.FromBase64String(match.Groups["results"].Value))!, .. request.ToolResults] }
        : request;

    [GeneratedRegex("TOOL-RESULTS:(?<results>[A-Za-z0-9+/=]+);", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SummaryPattern();
}
