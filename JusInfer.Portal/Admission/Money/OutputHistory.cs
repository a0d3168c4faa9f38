using System.Collections.Concurrent;

namespace JusInfer.Portal.Admission.Money;

/// <summary>
/// The sizes of the last answers per key and model, of which a call holds the 95th percentile at first. Local to this process.
/// </summary>
internal sealed class OutputHistory
{
    /// <summary>Held without history. Output tokens.</summary>
    public const long DefaultTokens = 4_096;

    private const int Answers = 64;

    /// <summary>Fewer answers say too little.</summary>
    private const int MinAnswers = 8;

    /// <summary>The percentile is computed after so many answers: sorting after each one took 0.3 % of the CPU of a 2 KB call.</summary>
    private const int AnswersPerUpdate = 8;

    private const int MaxEntries = 50_000;

    private readonly ConcurrentDictionary<(KeyId Key, string Model), Ring> rings = new();

    public void Add(KeyId key, string model, long outputTokens)
    {
        if (rings.Count >= MaxEntries) rings.Clear();
        rings.GetOrAdd((key, model), static _ => new Ring()).Add(outputTokens);
    }

    /// <summary>The 95th percentile of the last answers, in tokens.</summary>
    public long PercentileOf(KeyId key, string model) => rings.TryGetValue((key, model), out var ring) ? ring.Percentile : DefaultTokens;

    private sealed class Ring
    {
        private readonly Lock gate = new();
        private readonly long[] sizes = new long[Answers];
        private int count;

        public long Percentile { get; private set; } = DefaultTokens;

        public void Add(long size)
        {
            lock (gate)
            {
                sizes[count++ % Answers] = size;
                if (count < MinAnswers || count % AnswersPerUpdate != 0) return;
                Span<long> sorted = stackalloc long[Math.Min(count, Answers)];
                sizes.AsSpan(0, sorted.Length).CopyTo(sorted);
                sorted.Sort();
                Percentile = sorted[((sorted.Length * 95) + 99) / 100 - 1];
            }
        }
    }
}
