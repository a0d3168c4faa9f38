namespace JusInfer.Routing.Evaluation.Gateway;

/// <summary>A recorded session with its texts, as a client sends it and as providers answer it.</summary>
/// <param name="Task">The name of the task, which identifies the session.</param>
/// <param name="Messages">The whole conversation.</param>
/// <param name="Steps">The calls.</param>
internal sealed record RecordedSession(string Task, IReadOnlyList<RecordedMessage> Messages, IReadOnlyList<RecordedStep> Steps)
{
    public static IReadOnlyList<RecordedSession> Read(string folder, string name) =>
    [
        .. from row in DataFile.Rows(folder, name)
           let messages = row.GetProperty("messages").EnumerateArray().Select(message => new RecordedMessage(message.Text("role")!, message.Text("content") ?? string.Empty)).ToArray()
           let steps = row.GetProperty("steps").EnumerateArray().Select(step => new RecordedStep(
               (int)step.Number("msg")!.Value,
               (long)(step.Number("prompt_tokens") ?? 0),
               (long)(step.Number("completion_tokens") ?? 0),
               step.Text("action") is "edit" or "write_script")).ToArray()
           select new RecordedSession(row.Text("task_id")!, messages, steps),
    ];
}

internal readonly record struct RecordedMessage(string Role, string Content);

/// <summary>A recorded call.</summary>
/// <param name="Messages">The number of messages of its prompt. The next message is its answer.</param>
/// <param name="PromptTokens">The tokens of its prompt.</param>
/// <param name="OutputTokens">The tokens of its answer.</param>
/// <param name="ChangesFiles">Whether the answer changes files.</param>
internal readonly record struct RecordedStep(int Messages, long PromptTokens, long OutputTokens, bool ChangesFiles);
