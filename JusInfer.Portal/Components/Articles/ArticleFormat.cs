using System.Globalization;

namespace JusInfer.Portal.Components.Articles;

/// <summary>Formats the dates and titles that the article pages show.</summary>
internal static class ArticleFormat
{
    public static string IsoDate(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><c>20 November 2026</c>: a form that no locale misreads.</summary>
    public static string LongDate(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary><c>getting-started</c> becomes <c>Getting started</c>, and <c>sdks</c> becomes <c>SDKs</c>.</summary>
    public static string Title(string slug) =>
        slug == "sdks" ? "SDKs" : string.Concat(char.ToUpperInvariant(slug[0]).ToString(), slug[1..].Replace('-', ' '));
}
