using System.Collections.Concurrent;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Admission.Rates;

/// <summary>The rate limiters of each key: requests per minute, tokens per minute, concurrent calls. Local to this process.</summary>
internal sealed class KeyRates(TimeProvider time)
{
    private readonly ConcurrentDictionary<KeyId, KeyRateLimiter> limiters = new();

    public KeyRateLimiter Of(KeyId key) =>
        limiters.TryGetValue(key, out var limiter) ? limiter : limiters.GetOrAdd(key, static (_, time) => new KeyRateLimiter(time), time);

    /// <summary>The rate limiters of one key.</summary>
    internal sealed class KeyRateLimiter(TimeProvider time)
    {
        private readonly Gcra requests = new(time.TimestampFrequency);
        private readonly Gcra tokens = new(time.TimestampFrequency);
        private readonly Gcra counts = new(time.TimestampFrequency);
        private int running;

        /// <summary>The state of the request rate, without taking a request.</summary>
        public RateLimitStatus Peek(KeyLimits limits) => requests.Take(time.GetTimestamp(), limits.RequestsPerMinute, weight: 0);

        /// <summary>The state of the token rate, without taking tokens.</summary>
        public RateLimitStatus PeekTokens(int perMinute) => tokens.Take(time.GetTimestamp(), perMinute, weight: 0);

        /// <summary>The name of the rate with the smallest part left, which the next calls reach first.</summary>
        public string BindingScope(KeyLimits limits, RateLimitStatus requests)
        {
            var (scope, left) = (RateScopes.Requests, (double)requests.Remaining / requests.Limit);
            if (limits.TokensPerMinute is { } perMinute && (double)PeekTokens(perMinute).Remaining / perMinute is var tokensLeft && tokensLeft < left)
                (scope, left) = (RateScopes.Tokens, tokensLeft);
            return limits.Concurrency is { } calls && (double)(calls - Running) / calls < left ? RateScopes.Concurrency : scope;
        }

        /// <summary>The running calls.</summary>
        public int Running => Volatile.Read(ref running);

        public RateLimitStatus TakeRequest(KeyLimits limits) => requests.Take(time.GetTimestamp(), limits.RequestsPerMinute);

        /// <summary>Takes one prompt count. Counts have the same limit as requests, and do not use it up.</summary>
        public bool TakeCount(KeyLimits limits) => counts.Take(time.GetTimestamp(), limits.RequestsPerMinute).Conforms;

        public RateLimitStatus TakeTokens(int perMinute, long estimate) =>
            tokens.Take(time.GetTimestamp(), perMinute, Math.Min(estimate, perMinute));

        public void SettleTokens(int perMinute, long excess) => tokens.Settle(time.GetTimestamp(), perMinute, excess);

        public bool TryEnter(int? limit)
        {
            if (Interlocked.Increment(ref running) <= (limit ?? int.MaxValue)) return true;
            Interlocked.Decrement(ref running);
            return false;
        }

        public void Leave() => Interlocked.Decrement(ref running);
    }
}
