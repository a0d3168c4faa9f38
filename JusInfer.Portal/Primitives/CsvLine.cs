namespace JusInfer.Portal.Primitives;

/// <summary>A line of CSV (RFC 4180).</summary>
internal static class CsvLine
{
    public const string ContentType = "text/csv; charset=utf-8";

    public static string Of(IEnumerable<object?> cells) => string.Join(',', cells.Select(static cell => Cell(cell?.ToString() ?? ""))) + "\r\n";

    /// <summary>
    /// Quotes where necessary. A text that a spreadsheet would evaluate as a formula is prefixed with an apostrophe, because callers choose
    /// some of the values.
    /// </summary>
    private static string Cell(string value)
    {
        if (value is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) value = "'" + value;
        return value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
