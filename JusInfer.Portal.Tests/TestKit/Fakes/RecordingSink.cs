using System.Text;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Records every call of the sink as a line of text.</summary>
internal sealed class RecordingSink : IResponseSink
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines => lines;

    /// <summary>
    /// The lines with consecutive deltas of the same content joined, so that the result does not depend on how they were split.
    /// </summary>
    public IReadOnlyList<string> Joined
    {
        get
        {
            List<string> whole = [];
            foreach (var line in lines)
            {
                var label = line[..(line.IndexOf(": ", StringComparison.Ordinal) + 2)];
                var isDelta = label is "text: " or "reasoning: " or "refusal: " || label.StartsWith("arguments ", StringComparison.Ordinal);
                var open = isDelta ? whole.FindLastIndex(earlier => earlier.StartsWith(label, StringComparison.Ordinal)) : -1;
                if (open >= 0 && (open == whole.Count - 1 || label.StartsWith("arguments ", StringComparison.Ordinal))) whole[open] += line[label.Length..];
                else whole.Add(line);
            }

            return whole;
        }
    }

    public void Text(ReadOnlySpan<byte> escaped) => Add("text", escaped);

    public void Reasoning(ReadOnlySpan<byte> escaped) => Add("reasoning", escaped);

    public void Signature(ReasoningSignature signature) => Add($"seal {signature.Kind}", signature.Value.Escaped);

    public void Refusal(ReadOnlySpan<byte> escaped) => Add("refusal", escaped);

    public void Citation(ReadOnlySpan<byte> json) => Add("citation", json);

    public void ToolCall(int number, in ToolCallHead head) =>
        Add($"call {number}", Encoding.UTF8.GetBytes($"{head.Name} {head.Id}{(head.Kind == ToolKind.Custom ? " custom" : "")}{(head.Extra.IsEmpty ? "" : $" {Encoding.UTF8.GetString(head.Extra.Span)}")}"));

    public void Arguments(int number, ReadOnlySpan<byte> escaped) => Add($"arguments {number}", escaped);

    public void Logprobs(ReadOnlySpan<byte> json) => Add("logprobs", json);

    public void Usage(in ReportedUsage usage) => lines.Add($"usage: {usage.Tokens.Input} {usage.Tokens.Output}");

    public void Finish(FinishReason reason, string? stopSequence = null) => lines.Add($"finish: {reason}");

    private void Add(string what, ReadOnlySpan<byte> bytes) => lines.Add($"{what}: {Encoding.UTF8.GetString(bytes)}");
}
