using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// An answer's text. While the model may give its answer by the answer tool, text is held: once that tool is called its arguments are the
/// whole text, and a model that never calls it has answered in words.
/// </summary>
/// <param name="isOffered">The model has the answer tool.</param>
internal sealed class HeldText(bool isOffered)
{
    private readonly List<byte> held = [];
    private readonly List<byte[]> citations = [];
    private bool isGiven;

    /// <summary>The answer tool is called: the first call is the answer.</summary>
    /// <returns>This call is it.</returns>
    public bool Begin()
    {
        if (isGiven) return false;
        isGiven = true;
        held.Clear();
        citations.Clear();
        return true;
    }

    public void Say(ReadOnlySpan<byte> escaped, IAnswerSink sink)
    {
        if (isGiven) return;
        if (isOffered) held.AddRange(escaped);
        else sink.Text(escaped);
    }

    public void Cite(byte[] annotation, IAnswerSink sink)
    {
        if (isGiven) return;
        if (isOffered) citations.Add(annotation);
        else sink.Citation(annotation);
    }

    /// <summary>There will be no call any more.</summary>
    public void Finish(IAnswerSink sink)
    {
        if (held.Count > 0) sink.Text([.. held]);
        foreach (var citation in citations) sink.Citation(citation);
        held.Clear();
        citations.Clear();
    }
}
