using System.Globalization;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// The response headers for the request rate that binds, with OpenAI's names and format of durations (<c>1s</c>, <c>6m0s</c>, <c>120ms</c>):
/// platform.openai.com/docs/guides/rate-limits.
/// </summary>
internal static class RateHeaders
{
    /// <param name="headers">The response headers.</param>
    /// <param name="rate">The state of the request rate.</param>
    /// <param name="scope">The name of the limit that the next calls reach first.</param>
    public static void Set(IHeaderDictionary headers, RateLimitStatus rate, string scope)
    {
        headers[ErrorResponse.LimitScopeHeader] = scope;
        headers["x-ratelimit-limit-requests"] = rate.Limit.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-remaining-requests"] = rate.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-reset-requests"] = Duration(rate.Reset);
    }

    internal static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(1))
            return string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Ceiling(time.TotalMilliseconds)}ms");
        var seconds = (int)Math.Ceiling(time.TotalSeconds);
        return seconds < 60 ? $"{seconds}s" : $"{seconds / 60}m{seconds % 60}s";
    }
}
