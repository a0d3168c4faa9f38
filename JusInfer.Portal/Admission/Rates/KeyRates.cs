using System.Collections.Concurrent;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>The rates of each key: requests a minute, tokens a minute, calls at once. Kept in this process.</summary>
internal sealed class KeyRates(TimeProvider time)
{
    private readonly ConcurrentDictionary<KeyId, Meter> meters = new();

    public Meter Of(KeyId key) =>
        meters.TryGetValue(key, out var meter) ? meter : meters.GetOrAdd(key, static (_, time) => new Meter(time), time);

    /// <summary>What one key has taken.</summary>
    internal sealed class Meter(TimeProvider time)
    {
        private readonly Gcra requests = new(time.TimestampFrequency);
        private readonly Gcra tokens = new(time.TimestampFrequency);
        private readonly Gcra counts = new(time.TimestampFrequency);
        private int running;

        /// <summary>Where the key stands, without taking anything.</summary>
        public RateLimitStatus Peek(KeyLimits limits) => requests.Take(time.GetTimestamp(), limits.RequestsPerMinute, weight: 0);

        public RateLimitStatus TakeRequest(KeyLimits limits) => requests.Take(time.GetTimestamp(), limits.RequestsPerMinute);

        /// <summary>A prompt is to be counted: as often as requests may be made, and beside them.</summary>
        public bool TakeCount(KeyLimits limits) => counts.Take(time.GetTimestamp(), limits.RequestsPerMinute).Conforms;

        public RateLimitStatus TakeTokens(int perMinute, long estimate) =>
            tokens.Take(time.GetTimestamp(), perMinute, Math.Min(estimate, perMinute));

        public void SettleTokens(int perMinute, long beyondEstimate) => tokens.Settle(time.GetTimestamp(), perMinute, beyondEstimate);

        public bool TryEnter(int? atOnce)
        {
            if (Interlocked.Increment(ref running) <= (atOnce ?? int.MaxValue)) return true;
            Interlocked.Decrement(ref running);
            return false;
        }

        public void Leave() => Interlocked.Decrement(ref running);
    }
}
