namespace JusInfer.Portal.Primitives;

/// <summary>A line of CSV (RFC 4180).</summary>
internal static class CsvLine
{
    public const string ContentType = "text/csv; charset=utf-8";

    public static string Of(IEnumerable<object?> cells) => string.Join(',', cells.Select(static cell => Quoted(TextOf(cell)))) + "\r\n";

    private static string TextOf(object? cell) => cell is int or long or decimal or double or NanoUsd ? cell.ToString()! : WithoutFormula(cell?.ToString() ?? "");

    /// <summary>A text that a spreadsheet would evaluate as a formula is prefixed with an apostrophe, because callers choose some of the values. A negative number is no formula.</summary>
    private static string WithoutFormula(string value) => value is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + value : value;

    private static string Quoted(string value) =>
        value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
