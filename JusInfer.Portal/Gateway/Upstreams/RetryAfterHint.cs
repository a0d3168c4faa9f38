using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Reads from a provider's response when it can be called again. In this order: <c>retry-after-ms</c> (OpenAI, Azure), <c>Retry-After</c>
/// (RFC 9110, section 10.2.3: seconds or a date; some send a fraction, <c>300s</c> or an epoch), the body (Google's <c>RetryInfo</c>,
/// "try again in 1m3s", OpenRouter's forwarded headers) and, for a 429 without any, the reset times of the rate limits:
/// <c>x-ratelimit-reset-requests</c> and <c>-tokens</c> as OpenAI durations, <c>anthropic-ratelimit-…-reset</c> as RFC 3339 timestamps,
/// <c>RateLimit</c> and <c>RateLimit-Reset</c> (draft-ietf-httpapi-ratelimit-headers). A wait of zero says nothing.
/// </summary>
internal static partial class RetryAfterHint
{
    /// <summary>The last epoch that is a date, in milliseconds.</summary>
    private static readonly double MaxEpoch = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");
    private static readonly string[] OpenAiLimits = ["requests", "tokens"];
    private static readonly string[] AnthropicLimits = ["requests", "tokens", "input-tokens", "output-tokens"];

    public static TimeSpan? Read(HttpResponseHeaders headers, ReadOnlySpan<byte> body, int status, DateTimeOffset now) =>
        Positive(Milliseconds(headers)) ?? Positive(RetryAfter(headers, now)) ?? Positive(InBody(body, now))
            ?? (status == 429 ? Positive(Resets(headers, now)) : null);

    /// <summary>False if the provider says that another attempt would fail too (OpenAI, Azure).</summary>
    public static bool MayRetry(HttpResponseHeaders headers) => Text(headers, "x-should-retry") is not "false";

    private static TimeSpan? Positive(TimeSpan? wait) => wait > TimeSpan.Zero ? wait : null;

    private static TimeSpan? Milliseconds(HttpResponseHeaders headers) =>
        Number(Text(headers, "retry-after-ms")) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now) =>
        Wait(Text(headers, "Retry-After"), now) ?? (headers.RetryAfter?.Date is { } date ? date - now : null);

    /// <summary>A duration, a number of seconds, or an epoch in seconds or milliseconds.</summary>
    private static TimeSpan? Wait(string? text, DateTimeOffset now)
    {
        const double LastWait = 1e9;
        const double FirstMilliseconds = 1e12;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number <= LastWait)
            return Duration(text);
        var milliseconds = number >= FirstMilliseconds ? number : number * 1000;
        return milliseconds <= MaxEpoch ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) - now : null;
    }

    private static TimeSpan? InBody(ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (body.IsEmpty) return null;
        return Find(BodyWait(), Encoding.UTF8.GetString(body)) is { } match
            ? Wait(match.Groups["wait"].Value.Replace(" ", "", StringComparison.Ordinal).TrimEnd('.'), now)
            : null;
    }

    /// <summary>The first match; null if there is none, or if the search takes too long.</summary>
    private static Match? Find(Regex pattern, string text)
    {
        try
        {
            return pattern.Match(text) is { Success: true } match ? match : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>
    /// Of the words after a number only those that begin like a unit: "20 seconds", "2 days", "1m3.5s". Not the year of a date.
    /// </summary>
    [GeneratedRegex(
        """(try again in|retry after|retry in|"retryDelay"\s{0,8}:\s{0,8}"|"(X-RateLimit-Reset|Retry-After)"\s{0,8}:\s{0,8}"?)\s{0,8}"""
        + """(?<wait>(?![0-9]+-[0-9]+-)([0-9.]+\s?(ms|d|h|m(?!il)|s)?)+)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex BodyWait();

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
        Consider("0", Wait(Text(headers, "RateLimit-Reset"), now));
        if (Text(headers, "RateLimit") is { } limits && Find(Structured(), limits) is { } reset)
            Consider("0", TimeSpan.FromSeconds(double.Parse(reset.Groups["seconds"].ValueSpan, CultureInfo.InvariantCulture)));
        return exhausted ?? earliest;

        void Consider(string? remaining, TimeSpan? reset)
        {
            if (reset is null) return;
            if (remaining == "0" && (exhausted is null || reset > exhausted)) exhausted = reset;
            if (earliest is null || reset < earliest) earliest = reset;
        }
    }

    [GeneratedRegex("(^|[;,])\\s*(t|reset)=(?<seconds>[0-9]{1,9})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 100)]
    private static partial Regex Structured();

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
