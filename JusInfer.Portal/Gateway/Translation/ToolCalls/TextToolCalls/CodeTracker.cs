namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// Tracks whether streamed text is within Markdown code. What looks like a call there is an example.
/// </summary>
internal struct CodeTracker
{
    private const int FenceLength = 3;

    private int run;
    private bool inFence;
    private bool inSpan;

    public readonly bool IsInCode => run switch
    {
        0 => inFence || inSpan,
        < FenceLength => inFence || !inSpan,
        _ => inFence,
    };

    /// <param name="escaped">Text, escaped as in a JSON string.</param>
    public void Append(ReadOnlySpan<byte> escaped)
    {
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == (byte)'`')
            {
                run++;
                if (run == FenceLength) (inFence, inSpan) = (!inFence, false);
                continue;
            }

            if (run is > 0 and < FenceLength && !inFence) inSpan = !inSpan;
            run = 0;

            // A code span ends with its line, so that an unpaired backtick has no further effect.
            if (escaped[i] == (byte)'\\' && i + 1 < escaped.Length && escaped[++i] == (byte)'n') inSpan = false;
        }
    }
}
