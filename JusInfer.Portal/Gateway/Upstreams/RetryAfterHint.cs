using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// When a provider wants to be asked again. By rank: <c>retry-after-ms</c> (OpenAI, Azure), <c>Retry-After</c> (RFC 9110, section 10.2.3:
/// seconds or a date), and, where it limits this gateway without either, the resets of its rate limits: <c>x-ratelimit-reset-requests</c>
/// and <c>-tokens</c> in OpenAI's durations, <c>anthropic-ratelimit-…-reset</c> as RFC 3339 instants.
/// </summary>
internal static class RetryAfterHint
{
    private static readonly SearchValues<char> InNumber = SearchValues.Create("0123456789.");
    private static readonly string[] OpenAiLimits = ["requests", "tokens"];
    private static readonly string[] AnthropicLimits = ["requests", "tokens", "input-tokens", "output-tokens"];

    public static TimeSpan? In(HttpResponseHeaders headers, int status, DateTimeOffset now) =>
        Milliseconds(headers) ?? RetryAfter(headers, now) ?? (status == 429 ? Resets(headers, now) : null);

    private static TimeSpan? Milliseconds(HttpResponseHeaders headers) =>
        Number(Text(headers, "retry-after-ms")) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.RetryAfter?.Delta is { } wait) return wait;
        if (headers.RetryAfter?.Date is { } date) return date > now ? date - now : null;

        // Some write a fraction, which the standard does not know.
        return Number(Text(headers, "Retry-After")) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>
    /// The last reset among the limits that are used up; where none says so, the nearest one: some limit must have been meant.
    /// </summary>
    private static TimeSpan? Resets(HttpResponseHeaders headers, DateTimeOffset now)
    {
        TimeSpan? usedUp = null;
        TimeSpan? nearest = null;
        foreach (var limit in OpenAiLimits)
            Consider(Text(headers, $"x-ratelimit-remaining-{limit}"), Duration(Text(headers, $"x-ratelimit-reset-{limit}")));
        foreach (var limit in AnthropicLimits)
            Consider(
                Text(headers, $"anthropic-ratelimit-{limit}-remaining"), Until(Text(headers, $"anthropic-ratelimit-{limit}-reset"), now));
        return usedUp ?? nearest;

        void Consider(string? remaining, TimeSpan? reset)
        {
            if (reset is null) return;
            if (remaining == "0" && (usedUp is null || reset > usedUp)) usedUp = reset;
            if (nearest is null || reset < nearest) nearest = reset;
        }
    }

    private static TimeSpan? Until(string? text, DateTimeOffset now) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant > now ? instant - now : TimeSpan.Zero
            : null;

    /// <summary>
    /// Numbers with units, as Go writes them: <c>120ms</c>, <c>7.66s</c>, <c>6m0s</c>, <c>1h30m</c>. A bare number is seconds.
    /// </summary>
    internal static TimeSpan? Duration(string? text)
    {
        if (Number(text) is { } bare) return TimeSpan.FromSeconds(bare);
        if (string.IsNullOrEmpty(text)) return null;
        ReadOnlySpan<char> rest = text;
        var seconds = 0.0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(InNumber);
            if (digits <= 0 || Number(rest[..digits]) is not { } number) return null;
            rest = rest[digits..];
            var letters = rest.IndexOfAny(InNumber);
            var unit = letters < 0 ? rest : rest[..letters];
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

    /// <summary>A number that is a sensible wait in any unit used here: not negative, not beyond some years.</summary>
    private static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 1e9
            ? number
            : null;

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.ToString().Trim() : null;
}
