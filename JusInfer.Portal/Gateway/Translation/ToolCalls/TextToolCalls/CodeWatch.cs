namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// Knows whether a text that passes is within code, as Markdown marks it: what looks like a call there is an example of one.
/// </summary>
internal struct CodeWatch
{
    private const int Fence = 3;

    private int run;
    private bool inFence;
    private bool inSpan;

    public readonly bool IsInCode => run switch
    {
        0 => inFence || inSpan,
        < Fence => inFence || !inSpan,
        _ => inFence,
    };

    /// <param name="escaped">Text as it stands in a JSON string.</param>
    public void Take(ReadOnlySpan<byte> escaped)
    {
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == (byte)'`')
            {
                run++;
                if (run == Fence) (inFence, inSpan) = (!inFence, false);
                continue;
            }

            if (run is > 0 and < Fence && !inFence) inSpan = !inSpan;
            run = 0;

            // A span of code ends with its line: a lone backtick is a slip.
            if (escaped[i] == (byte)'\\' && i + 1 < escaped.Length && escaped[++i] == (byte)'n') inSpan = false;
        }
    }
}
