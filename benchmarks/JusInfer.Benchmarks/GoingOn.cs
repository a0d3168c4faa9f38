using System.Text;
using BenchmarkDotNet.Attributes;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming.Resumption;

namespace JusInfer.Benchmarks;

/// <summary>
/// What it costs that any answer may be gone on with: the text of each chunk noted, kept or not, and the seam after an answer of 4 KB, which is
/// sought once, when an upstream has died.
/// </summary>
public class GoingOn : IDisposable
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

    [Benchmark(Description = "text noted", OperationsPerInvoke = Chunks)]
    public int Noted() => Note(transcript);

    [Benchmark(Description = "text of a caller who opted out", OperationsPerInvoke = Chunks)]
    public int NotNoted() => Note(optedOut);

    [Benchmark(Description = "seam found")]
    public int Joined()
    {
        var seam = new ContinuationSplicer(delivered);
        var passed = 0;
        foreach (var piece in continuation) passed += seam.Append(piece).Length;
        return passed + seam.Finish().Length;
    }

    private int Note(Transcript notes)
    {
        for (var i = 0; i < Chunks; i++) notes.Text(chunk);
        var length = notes.Escaped.Length;
        notes.Clear();
        return length;
    }
}
