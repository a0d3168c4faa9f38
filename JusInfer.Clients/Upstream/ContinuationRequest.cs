namespace JusInfer.Clients.Upstream;

/// <summary>The gateway's request to continue an interrupted answer. Its last user text quotes the end of the answer so far.</summary>
internal static class ContinuationRequest
{
    private const string InstructionStart = "Your last message broke off";

    public static bool IsIn(ModelRequest request) => request.UserTexts is [.., var last] && last.StartsWith(InstructionStart, StringComparison.Ordinal);

    /// <summary>The request without the instruction to continue.</summary>
    public static ModelRequest WithoutInstruction(ModelRequest request) => request with { UserTexts = [.. request.UserTexts.SkipLast(1)] };

    /// <summary>The part of an answer that follows the quoted end.</summary>
    public static Answer RemainderOf(Answer answer, ModelRequest request)
    {
        var from = Enumerable.Range(0, answer.Text.Length).FirstOrDefault(start => request.UserTexts[^1].Contains($"\"{answer.Text[start..Math.Min(answer.Text.Length, start + 8)]}", StringComparison.Ordinal));
        return answer with { Text = answer.Text[from..] };
    }
}
