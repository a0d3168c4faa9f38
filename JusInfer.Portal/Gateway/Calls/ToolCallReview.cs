using System.Runtime.InteropServices;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The tool calls of an answer that the client wants to have judged before it runs them. The writer of the answer adds them; they are
/// judged when the answer is complete, before its end is written.
/// </summary>
internal sealed class ToolCallReview(IToolCallJudge judge)
{
    private readonly List<ReviewedToolCall> calls = [];

    public IReadOnlyList<ReviewedToolCall> Calls => calls;

    /// <param name="number">The number of the call in the pipeline.</param>
    /// <param name="id">The id that the client receives.</param>
    /// <param name="name">The name of the tool.</param>
    public void Add(int number, string id, string name) => calls.Add(new ReviewedToolCall(number, id, name));

    public void AddArguments(int number, ReadOnlySpan<byte> escaped) => calls.Find(call => call.Number == number)?.AddArguments(escaped);

    /// <summary>Forgets the calls of a failed attempt.</summary>
    public void Clear() => calls.Clear();

    /// <summary>Judges the calls. Does not throw: a call that cannot be judged has no verdict.</summary>
    public Task RunAsync(Call call) => calls.Count == 0 ? Task.CompletedTask : judge.JudgeAsync(call, calls);
}

/// <summary>A tool call that is judged.</summary>
internal sealed class ReviewedToolCall(int number, string id, string name)
{
    private readonly List<byte> arguments = [];

    public int Number => number;

    public string Id => id;

    public string Name => name;

    /// <summary>The arguments, which may not be valid JSON; null if they are not text.</summary>
    public string? Arguments => JsonText.OfEscaped(CollectionsMarshal.AsSpan(arguments)).TryDecode(out var text) ? text : null;

    /// <summary>Null if the call could not be judged.</summary>
    public ToolCallVerdict? Verdict { get; set; }

    public void AddArguments(ReadOnlySpan<byte> escaped) => arguments.AddRange(escaped);
}

/// <summary>The judgment of a tool call.</summary>
/// <param name="IsFlagged">The call must not run.</param>
/// <param name="Explanation">The reason, for people.</param>
internal sealed record ToolCallVerdict(bool IsFlagged, string Explanation);

/// <summary>Judges tool calls.</summary>
internal interface IToolCallJudge
{
    /// <summary>Sets the verdicts of the calls. Does not throw.</summary>
    /// <param name="call">The call that is answered, whose team pays.</param>
    /// <param name="toolCalls">The tool calls of the answer.</param>
    Task JudgeAsync(Call call, IReadOnlyList<ReviewedToolCall> toolCalls);
}
