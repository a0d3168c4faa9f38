using System.Text.RegularExpressions;

namespace JusInfer.Portal.Content;

/// <summary>The format of slugs, tags and clusters, which are parts of addresses without encoding.</summary>
internal static partial class SlugFormat
{
    public const string Rule = "use lower-case letters, digits and single hyphens";

    public static bool IsSlug(string text) => Pattern().IsMatch(text);

    [GeneratedRegex(
        @"^[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
