using System.Text;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Writes down what it is told, a line each.</summary>
internal sealed class RecordingSink : IAnswerSink
{
    private readonly List<string> told = [];

    public IReadOnlyList<string> Told => told;

    /// <summary>The same with pieces of one thing put together, so that it does not matter how they were cut.</summary>
    public IReadOnlyList<string> Whole
    {
        get
        {
            List<string> whole = [];
            foreach (var line in told)
            {
                var label = line[..(line.IndexOf(": ", StringComparison.Ordinal) + 2)];
                var goesOn = label is "text: " or "reasoning: " or "refusal: " || label.StartsWith("arguments ", StringComparison.Ordinal);
                var open = goesOn ? whole.FindLastIndex(earlier => earlier.StartsWith(label, StringComparison.Ordinal)) : -1;
                if (open >= 0 && (open == whole.Count - 1 || label.StartsWith("arguments ", StringComparison.Ordinal))) whole[open] += line[label.Length..];
                else whole.Add(line);
            }

            return whole;
        }
    }

    public void Text(ReadOnlySpan<byte> escaped) => Add("text", escaped);

    public void Reasoning(ReadOnlySpan<byte> escaped) => Add("reasoning", escaped);

    public void Signature(ReasoningSignature seal) => Add($"seal {seal.Kind}", seal.Value.Escaped);

    public void Refusal(ReadOnlySpan<byte> escaped) => Add("refusal", escaped);

    public void Citation(ReadOnlySpan<byte> json) => Add("citation", json);

    public void ToolCall(int number, in ToolCallHead head) =>
        Add($"call {number}", Encoding.UTF8.GetBytes($"{head.Name} {head.Id}{(head.Kind == ToolKind.Custom ? " custom" : "")}{(head.Extra.IsEmpty ? "" : $" {Encoding.UTF8.GetString(head.Extra.Span)}")}"));

    public void Arguments(int number, ReadOnlySpan<byte> escaped) => Add($"arguments {number}", escaped);

    public void Logprobs(ReadOnlySpan<byte> json) => Add("logprobs", json);

    public void Usage(TokenBuckets tokens) => told.Add($"usage: {tokens.Input} {tokens.Output}");

    public void Finish(FinishReason reason, string? stopSequence = null) => told.Add($"finish: {reason}");

    private void Add(string what, ReadOnlySpan<byte> bytes) => told.Add($"{what}: {Encoding.UTF8.GetString(bytes)}");
}
