using System.Globalization;

namespace JusInfer.Portal.Reports.Formats;

/// <summary>Values as programs read them: not rounded and not grouped.</summary>
internal static class MarkdownFormat
{
    public static string Usd(NanoUsd amount) => Usd(amount.Usd);

    public static string Usd(decimal amount) => amount.ToString("0.00####", CultureInfo.InvariantCulture);

    public static string Count(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The query string of the next page, with the period and the filters of this one. It is encoded, so it can be in a code span.</summary>
    public static string Older(IQueryCollection parameters, string after) =>
        QueryString.Create(parameters.Where(static parameter => !parameter.Key.Equals("after", StringComparison.OrdinalIgnoreCase))).Add("after", after).ToString();

    public static string OrNone<T>(T? value)
        where T : struct, IFormattable => value?.ToString(null, CultureInfo.InvariantCulture) ?? "–";
}
