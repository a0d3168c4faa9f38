using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Upstream;

/// <summary>
/// The scripted model. Its answer depends only on the request, so that it can serve any number of clients at once and knows only what the
/// client sent back.
/// </summary>
internal static class Script
{
    /// <summary>The prompt that asks whether the model received the earlier messages.</summary>
    private const string RecallPrompt = "What did I say first?";

    private const int MaxEchoLength = 60;

    /// <summary>
    /// How often a tool call with an empty result is repeated: Qwen Code's terminal sometimes loses the output of a short command.
    /// </summary>
    private const int MaxRereads = 3;

    public static Answer Next(ModelRequest request) => ContinuationRequest.IsIn(request) ? ContinuationRequest.RemainderOf(Begin(ContinuationRequest.WithoutInstruction(request)), request) : Begin(request);

    private static Answer Begin(ModelRequest request)
    {
        if (request.ForcedTool is { } forcedTool && request.ToolResults.Count == 0) return Call(request, forcedTool.Length > 0 ? forcedTool : request.Tools[0].Name);
        if (SummaryRequest.IsIn(request)) return SummaryRequest.Summarize(request);
        if (LongErrand.Find(request) is { } errand) return errand.Next(request);
        if (request.Schema is { } schema) return Answer.OfText(SampleValue.For(schema).ToJsonString());
        if (request.Tools.Count > 0 && AgentTask.Find(string.Join('\n', request.UserTexts)) is { } task) return PerformTask(task, request);
        return (request.Tools.Count, request.ToolResults.Count) switch
        {
            _ when request.Media.Count > 0 => Answer.OfText($"You showed: {string.Join(" and ", request.Media)}"),
            _ when request.UserTexts is [var first, .., RecallPrompt] => Answer.OfText($"You said first: {first}"),
            (_, > 0) => Answer.OfText($"The tools said: {string.Join(" and ", request.ToolResults)}"),
            ( > 0, 0) => Call(request, request.Tools[0].Name),
            _ => Answer.OfText($"You said: {Shorten(request.UserTexts is [.., var last] ? last : "nothing")}"),
        };
    }

    private static Answer Call(ModelRequest request, string name)
    {
        var tool = request.Tools.FirstOrDefault(tool => tool.Name == name) ?? throw new RejectedRequestException($"Tool choice '{name}' not found in 'tools' parameter.");
        return new Answer("", [new ToolCall(name, SampleValue.For(tool.Schema).ToJsonString())]);
    }

    /// <summary>
    /// Performs a task: writes the file and prints the working directory (two calls in one turn), then reads the file and answers if it has
    /// the line.
    /// </summary>
    private static Answer PerformTask(AgentTask task, ModelRequest request) => request.ToolResults.Count switch
    {
        0 => new Answer("I will write the file now.", [ShellTool.Command(request.Tools, $"printf '%s\\n' '{task.Line}' > '{task.File}'"), ShellTool.Command(request.Tools, "pwd")]),
        2 => Read(task, request),
        _ when Unescape(request.ToolResults[^1]).Contains(Unescape(task.Line), StringComparison.Ordinal) => Answer.OfText(task.Reply),
        < 2 + MaxRereads => Read(task, request),
        _ => Answer.OfText($"The file does not contain the line but: {request.ToolResults[^1]}"),
    };

    private static Answer Read(AgentTask task, ModelRequest request) => new("", [ShellTool.Command(request.Tools, $"cat '{task.File}'")]);

    /// <summary>Removes the escaping of a command's output that some agents send as JSON.</summary>
    private static string Unescape(string text) => text.Replace(@"\\", @"\", StringComparison.Ordinal);

    private static string Shorten(string text) => text.Length <= MaxEchoLength ? text : text[..MaxEchoLength];
}
