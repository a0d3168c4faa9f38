using System.Text;
using BenchmarkDotNet.Attributes;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming.Resumption;

namespace JusInfer.Benchmarks;

/// <summary>
/// The cost of resumption for every stream: adding the text of each chunk to the transcript, with and without keeping it; and finding the
/// splice point after an answer of 4 KB, once per interrupted stream.
/// </summary>
public class Resumption : IDisposable
{
    private const int Chunks = 1000;

    private readonly byte[] chunk = Encoding.UTF8.GetBytes(" a word or two of an");
    private readonly Transcript transcript = new(isKept: true);
    private readonly Transcript optedOut = new(isKept: false);
    private readonly string delivered = string.Concat(Enumerable.Range(0, 400).Select(static i => $"sentence {i}. ")) + "It ends with the words that are to be rep";
    private string[] continuation = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var anchor = ContinuationPrompt.AnchorOf(delivered);
        continuation = [anchor[..13], anchor[13..31], anchor[31..] + "eated, and goes on."];
    }

    public void Dispose()
    {
        transcript.Dispose();
        optedOut.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "transcript, kept", OperationsPerInvoke = Chunks)]
    public int Kept() => AddText(transcript);

    [Benchmark(Description = "transcript, opted out", OperationsPerInvoke = Chunks)]
    public int NotKept() => AddText(optedOut);

    [Benchmark(Description = "splice point found")]
    public int Splice()
    {
        var splicer = new ContinuationSplicer(delivered);
        var passed = 0;
        foreach (var fragment in continuation) passed += splicer.Append(fragment).Length;
        return passed + splicer.Finish().Length;
    }

    private int AddText(Transcript transcript)
    {
        for (var i = 0; i < Chunks; i++) transcript.AddText(chunk);
        var length = transcript.Escaped.Length;
        transcript.Clear();
        return length;
    }
}
