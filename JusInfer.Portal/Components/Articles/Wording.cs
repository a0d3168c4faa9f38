using System.Globalization;

namespace JusInfer.Portal.Components.Articles;

/// <summary>Dates and names of articles as people read them.</summary>
internal static class Wording
{
    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><c>20 November 2026</c>: understood alike on both sides of the ocean.</summary>
    public static string Long(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary><c>getting-started</c> becomes <c>Getting started</c>.</summary>
    public static string Headline(string slug) => string.Concat(char.ToUpperInvariant(slug[0]).ToString(), slug[1..].Replace('-', ' '));
}
