using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Reads from a provider's response when it can be called again. In this order: <c>retry-after-ms</c> (OpenAI, Azure), <c>Retry-After</c>
/// (RFC 9110, section 10.2.3: seconds or a date) and, for a 429 with neither, the reset times of the rate limits:
/// <c>x-ratelimit-reset-requests</c> and <c>-tokens</c> as OpenAI durations, <c>anthropic-ratelimit-…-reset</c> as RFC 3339 timestamps.
/// </summary>
internal static class RetryAfterHint
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");
    private static readonly string[] OpenAiLimits = ["requests", "tokens"];
    private static readonly string[] AnthropicLimits = ["requests", "tokens", "input-tokens", "output-tokens"];

    public static TimeSpan? Read(HttpResponseHeaders headers, int status, DateTimeOffset now) =>
        Milliseconds(headers) ?? RetryAfter(headers, now) ?? (status == 429 ? Resets(headers, now) : null);

    private static TimeSpan? Milliseconds(HttpResponseHeaders headers) =>
        Number(Text(headers, "retry-after-ms")) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.RetryAfter?.Delta is { } wait) return wait;
        if (headers.RetryAfter?.Date is { } date) return date > now ? date - now : null;

        // Some providers send a fraction, which RFC 9110 does not allow.
        return Number(Text(headers, "Retry-After")) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>
    /// The latest reset of the exhausted limits. If no limit is reported as exhausted, the earliest reset of all.
    /// </summary>
    private static TimeSpan? Resets(HttpResponseHeaders headers, DateTimeOffset now)
    {
        TimeSpan? exhausted = null;
        TimeSpan? earliest = null;
        foreach (var limit in OpenAiLimits)
            Consider(Text(headers, $"x-ratelimit-remaining-{limit}"), Duration(Text(headers, $"x-ratelimit-reset-{limit}")));
        foreach (var limit in AnthropicLimits)
            Consider(
                Text(headers, $"anthropic-ratelimit-{limit}-remaining"), Until(Text(headers, $"anthropic-ratelimit-{limit}-reset"), now));
        return exhausted ?? earliest;

        void Consider(string? remaining, TimeSpan? reset)
        {
            if (reset is null) return;
            if (remaining == "0" && (exhausted is null || reset > exhausted)) exhausted = reset;
            if (earliest is null || reset < earliest) earliest = reset;
        }
    }

    private static TimeSpan? Until(string? text, DateTimeOffset now) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant > now ? instant - now : TimeSpan.Zero
            : null;

    /// <summary>
    /// Parses a duration in Go's format: <c>120ms</c>, <c>7.66s</c>, <c>6m0s</c>, <c>1h30m</c>. A number without a unit is in seconds.
    /// </summary>
    internal static TimeSpan? Duration(string? text)
    {
        if (Number(text) is { } plainSeconds) return TimeSpan.FromSeconds(plainSeconds);
        if (string.IsNullOrEmpty(text)) return null;
        ReadOnlySpan<char> rest = text;
        var seconds = 0.0;
        while (!rest.IsEmpty)
        {
            var numberLength = rest.IndexOfAnyExcept(NumberCharacters);
            if (numberLength <= 0 || Number(rest[..numberLength]) is not { } number) return null;
            rest = rest[numberLength..];
            var unitLength = rest.IndexOfAny(NumberCharacters);
            var unit = unitLength < 0 ? rest : rest[..unitLength];
            if (SecondsIn(unit) is not { } factor) return null;
            seconds += number * factor;
            rest = rest[unit.Length..];
        }

        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double? SecondsIn(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => 0.001,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86400,
        _ => null,
    };

    /// <summary>Parses a number from 0 to 1e9, which is a plausible wait in every unit used here.</summary>
    private static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 1e9
            ? number
            : null;

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.ToString().Trim() : null;
}
