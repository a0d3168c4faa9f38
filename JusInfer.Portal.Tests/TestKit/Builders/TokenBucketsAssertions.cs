using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.TestKit.Builders;

internal static class TokenBucketsAssertions
{
    public static void ShouldHaveNoNegativeBucket(this TokenBuckets tokens)
    {
        long[] buckets =
        [
            tokens.InputUncached, tokens.CacheRead, tokens.CacheWrite5m, tokens.CacheWrite1h, tokens.OutputText, tokens.OutputReasoning,
            tokens.AudioInput, tokens.AudioOutput,
        ];
        buckets.ShouldAllBe(bucket => bucket >= 0);
    }
}
