using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Translation.JsonResponses;

/// <summary>
/// Collects an answer that must be JSON, verifies it when it is complete, and passes on the JSON document as its text. The arguments of the
/// answer tool are the text. An invalid answer has no text. Answers that end otherwise pass as they are: truncated ones, refusals, and those
/// that call the client's tools.
/// </summary>
/// <param name="next">The next stage.</param>
/// <param name="json">The required format.</param>
/// <param name="billedBefore">The tokens of the answer that this one corrects.</param>
internal sealed class JsonResponseSink(IResponseSink next, VerifiedJson json, TokenBuckets billedBefore) : ResponseSink(next)
{
    private readonly List<byte> text = [];
    private int? answerCall;
    private bool hasClientCall;
    private bool isRefused;

    public override void Text(ReadOnlySpan<byte> escaped)
    {
        if (answerCall is null) text.AddRange(escaped);
    }

    public override void Refusal(ReadOnlySpan<byte> escaped)
    {
        isRefused = true;
        Next.Refusal(escaped);
    }

    /// <summary>Positions in the text of the model do not apply to the JSON document.</summary>
    public override void Citation(ReadOnlySpan<byte> json)
    {
    }

    /// <summary>The tokens of the model's text do not match the JSON document.</summary>
    public override void Logprobs(ReadOnlySpan<byte> json)
    {
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        if (head.Name == ResponseTool.Name)
        {
            if (answerCall is not null) return;
            answerCall = number;
            text.Clear();
            return;
        }

        hasClientCall = true;
        PassText();
        Next.ToolCall(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (answerCall == number) text.AddRange(escaped);
        else if (hasClientCall) Next.Arguments(number, escaped);
    }

    public override void Usage(in ReportedUsage usage) => Next.Usage(usage with { Tokens = billedBefore + usage.Tokens });

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (reason == FinishReason.ToolCalls && !hasClientCall) reason = FinishReason.Stop;
        if (reason != FinishReason.Stop || isRefused) PassText();
        else if (json.Verify([.. text]) is { } document) Next.Text(document.Escaped);
        Next.Finish(reason, stopSequence);
    }

    private void PassText()
    {
        if (text.Count > 0) Next.Text([.. text]);
        text.Clear();
    }
}
