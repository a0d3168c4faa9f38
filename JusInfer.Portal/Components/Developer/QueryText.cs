namespace JusInfer.Portal.Components.Developer;

/// <summary>A text in the query string of a page.</summary>
internal static class QueryText
{
    /// <returns>Null if the text is empty, too long, or contains control characters, which PostgreSQL does not accept: such a filter is ignored.</returns>
    public static string? Of(string? value, int maxLength) => string.IsNullOrWhiteSpace(value) || value.Length > maxLength || value.Any(char.IsControl) ? null : value;
}
