using System.Text;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>The headers with which providers announce when to retry.</summary>
[Trait("Promise", "P-24")]
public sealed class RetryAfterHintTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Retry-After: 7", 7.0)]
    [InlineData("Retry-After: 1.5", 1.5)]
    [InlineData("Retry-After: Fri, 20 Nov 2026 12:00:09 GMT", 9.0)]
    [InlineData("Retry-After: Fri, 20 Nov 2026 11:00:00 GMT", null)]
    [InlineData("Retry-After: soon", null)]
    [InlineData("Retry-After: 0", null)]
    [InlineData("Retry-After: 300s", 300.0)]
    [InlineData("Retry-After: 1795176010", 10.0)]
    [InlineData("Retry-After: 1795176011000", 11.0)]
    [InlineData("Retry-After: -3", null)]
    [InlineData("retry-after-ms: 250", 0.25)]
    [InlineData("retry-after-ms: 250; Retry-After: 1", 0.25)]
    [InlineData("retry-after-ms: soon; Retry-After: 1", 1.0)]
    [InlineData("Retry-After: 999999999999", null)]
    [InlineData("Retry-After: 253402300800000", null)]
    [InlineData("Retry-After: 900000000000000", null)]
    [InlineData("retry-after-ms: 0; Retry-After: 2", 2.0)]
    [InlineData("", null)]
    public void A_retry_after_header_is_read(string headers, double? seconds) => SecondsFrom(headers, 503).ShouldBe(seconds);

    [Theory]
    [InlineData("x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 120ms", 0.12)]
    [InlineData("x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1s; x-ratelimit-remaining-tokens: 9000; x-ratelimit-reset-tokens: 6m0s", 1.0)]
    [InlineData("x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1s; x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 6m0s", 360.0)]
    [InlineData("x-ratelimit-remaining-requests: 59; x-ratelimit-reset-requests: 1s; x-ratelimit-remaining-tokens: 12; x-ratelimit-reset-tokens: 6m0s", 1.0)]
    [InlineData("x-ratelimit-reset-tokens: 7.66s", 7.66)]
    [InlineData("anthropic-ratelimit-requests-remaining: 0; anthropic-ratelimit-requests-reset: 2026-11-20T12:00:30Z", 30.0)]
    [InlineData("anthropic-ratelimit-input-tokens-remaining: 0; anthropic-ratelimit-input-tokens-reset: 2026-11-20T13:00:02+01:00", 2.0)]
    [InlineData("anthropic-ratelimit-tokens-remaining: 0; anthropic-ratelimit-tokens-reset: 2026-11-20T11:59:00Z", null)]
    [InlineData("RateLimit-Reset: 30", 30.0)]
    [InlineData("RateLimit: \"default\";r=0;t=12", 12.0)]
    [InlineData("RateLimit: limit=100, remaining=0, reset=50", 50.0)]
    [InlineData("x-ratelimit-reset-requests: 1s; Retry-After: 4", 4.0)]
    [InlineData("x-ratelimit-reset-requests: whenever", null)]
    public void For_a_429_the_reset_of_the_exhausted_limit_is_read(string headers, double? seconds) => SecondsFrom(headers, 429).ShouldBe(seconds);

    [Fact]
    public void For_other_statuses_resets_are_ignored() => SecondsFrom("x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 30s", 500).ShouldBeNull();

    [Theory]
    [InlineData("1h30m", 5400.0)]
    [InlineData("1d2h", 93600.0)]
    [InlineData("6m0s", 360.0)]
    [InlineData("12", 12.0)]
    [InlineData("s", null)]
    [InlineData("5", 5.0)]
    [InlineData("5x", null)]
    [InlineData("5 s", null)]
    [InlineData("-5s", null)]
    [InlineData("99999999999999999999d", null)]
    [InlineData(null, null)]
    public void Durations_are_parsed_with_their_units(string? text, double? seconds) => (RetryAfterHint.Duration(text)?.TotalSeconds).ShouldBe(seconds);

    /// <summary>Google's RetryInfo, OpenAI's and Groq's sentences, the headers that OpenRouter forwards.</summary>
    [Theory]
    [InlineData("{\"error\":{\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34.5s\"}]}}", 34.5)]
    [InlineData("{\"error\":{\"message\":\"Rate limit reached. Please try again in 1m3.5s. Visit …\"}}", 63.5)]
    [InlineData("{\"error\":{\"message\":\"Please retry after 20 seconds.\"}}", 20.0)]
    [InlineData("{\"error\":{\"message\":\"Please try again in 820ms.\"}}", 0.82)]
    [InlineData("{\"error\":{\"metadata\":{\"headers\":{\"X-RateLimit-Reset\":\"1795176042000\"}}}}", 42.0)]
    [InlineData("{\"error\":{\"message\":\"Try again later.\"}}", null)]
    [InlineData("{\"error\":{\"message\":\"Please try again in 2 days.\"}}", 172_800.0)]
    [InlineData("{\"error\":{\"message\":\"Please try again in 1d2h.\"}}", 93_600.0)]
    [InlineData("{\"error\":{\"message\":\"Please retry after 2024-05-01T12:00:00Z.\"}}", null)]
    [InlineData("{\"error\":{\"message\":\"Please retry in 5-10 seconds.\"}}", 5.0)]
    [InlineData("{\"error\":{\"metadata\":{\"headers\":{\"X-RateLimit-Reset\":\"999999999999999\"}}}}", null)]
    public void The_body_says_when_to_retry(string body, double? seconds) => SecondsFrom("", 429, body).ShouldBe(seconds);

    [Theory]
    [InlineData("retry-after-ms: 0")]
    [InlineData("Retry-After: 0")]
    [InlineData("Retry-After: Fri, 20 Nov 2026 11:00:00 GMT")]
    public void A_header_that_says_nothing_does_not_hide_the_body(string header) =>
        SecondsFrom(header, 429, "{\"error\":{\"message\":\"Please try again in 3s.\"}}").ShouldBe(3.0);

    [Theory]
    [InlineData("\"Retry-After\":")]
    [InlineData("try again in")]
    [InlineData("\"retryDelay\"")]
    public void A_body_of_spaces_says_nothing(string begin) =>
        SecondsFrom("", 429, $"{begin}{new string(' ', 64 * 1024)}x").ShouldBeNull();

    [Fact]
    public void A_provider_can_rule_out_another_attempt()
    {
        using var response = new HttpResponseMessage();
        RetryAfterHint.MayRetry(response.Headers).ShouldBeTrue();
        response.Headers.TryAddWithoutValidation("x-should-retry", "false");
        RetryAfterHint.MayRetry(response.Headers).ShouldBeFalse();
    }

    private static double? SecondsFrom(string headers, int status, string body = "")
    {
        using var response = new HttpResponseMessage();
        foreach (var line in headers.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            response.Headers.TryAddWithoutValidation(line[..colon], line[(colon + 2)..]).ShouldBeTrue();
        }

        return RetryAfterHint.Read(response.Headers, Encoding.UTF8.GetBytes(body), status, Now)?.TotalSeconds;
    }
}
