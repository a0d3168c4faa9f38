namespace JusInfer.Routing.Evaluation.Gateway;

/// <summary>
/// What the providers count in one session. The cache is that of Anthropic: the longest marked prefix of an earlier prompt is read, from 1,024 tokens on, and what is marked
/// and not read is written. The tokens are the recorded ones, spread evenly over the characters of a prompt.
/// </summary>
internal sealed class ProviderBill(RecordedSession session)
{
    private const int MinTokens = 1_024;

    private readonly List<(int Length, long Tokens)> cached = [];
    private string last = string.Empty;

    public RecordedSession Session => session;

    /// <summary>The calls of the small model, discarded ones included.</summary>
    public int Detours { get; private set; }

    /// <summary>Those of them whose recorded answer changes files.</summary>
    public int Misses { get; private set; }

    /// <summary>Those of them whose answer the gateway repeated.</summary>
    public int Discarded { get; private set; }

    public void CountDetour(RecordedStep step, bool isDiscarded)
    {
        Detours++;
        Misses += step.ChangesFiles ? 1 : 0;
        Discarded += isDiscarded ? 1 : 0;
    }

    /// <param name="step">The call.</param>
    /// <param name="prompt">The texts of its prompt.</param>
    /// <param name="marks">Their lengths at the markers.</param>
    public (long Input, long Read, long Written) Bill(RecordedStep step, string prompt, IReadOnlyList<int> marks)
    {
        var common = CommonPrefix(last, prompt);
        cached.RemoveAll(entry => entry.Length > common);
        var read = Math.Min(cached.Select(entry => entry.Tokens).DefaultIfEmpty(0).Max(), step.PromptTokens);
        var marked = TokensAt(marks.DefaultIfEmpty(0).Max());
        foreach (var mark in marks.Where(mark => TokensAt(mark) >= MinTokens && cached.All(entry => entry.Length != mark))) cached.Add((mark, TokensAt(mark)));
        last = prompt;
        var written = marked < MinTokens ? 0 : Math.Max(0, marked - read);
        return (step.PromptTokens - read - written, read, written);

        long TokensAt(int length) => step.PromptTokens * length / Math.Max(1, prompt.Length);
    }

    private static int CommonPrefix(string left, string right) => left.AsSpan().CommonPrefixLength(right);
}
