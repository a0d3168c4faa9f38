using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// The text of an answer and its citations. If the model was offered the answer tool, they are held: the arguments of the first call of that
/// tool replace the text. If there is no such call, the held text is the answer.
/// </summary>
/// <param name="hasAnswerTool">The model was offered the answer tool.</param>
internal sealed class AnswerText(bool hasAnswerTool)
{
    private readonly List<byte> held = [];
    private readonly List<byte[]> citations = [];
    private bool isReplaced;

    /// <summary>The answer tool is called.</summary>
    /// <returns>Whether this is the first call, whose arguments are the text.</returns>
    public bool TryReplace()
    {
        if (isReplaced) return false;
        isReplaced = true;
        held.Clear();
        citations.Clear();
        return true;
    }

    public void Text(ReadOnlySpan<byte> escaped, IAnswerSink sink)
    {
        if (isReplaced) return;
        if (hasAnswerTool) held.AddRange(escaped);
        else sink.Text(escaped);
    }

    public void Citation(byte[] annotation, IAnswerSink sink)
    {
        if (isReplaced) return;
        if (hasAnswerTool) citations.Add(annotation);
        else sink.Citation(annotation);
    }

    /// <summary>Reports the held text and citations at the end of the answer.</summary>
    public void Finish(IAnswerSink sink)
    {
        if (held.Count > 0) sink.Text([.. held]);
        foreach (var citation in citations) sink.Citation(citation);
        held.Clear();
        citations.Clear();
    }
}
