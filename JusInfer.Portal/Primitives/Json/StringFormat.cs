using System.Buffers;
using System.Globalization;
using System.Net;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>
/// Generates examples of JSON schema's string formats and validates strings against them. An unknown format accepts any string.
/// </summary>
internal static class StringFormat
{
    private static readonly SearchValues<char> DurationCharacters = SearchValues.Create("0123456789YMWDTHS.");

    /// <summary>An example of the format, different for each variant from 0 to 58. Null for an unknown format.</summary>
    public static string? Example(string? format, int variant) => format switch
    {
        "date-time" => $"2026-01-01T00:00:{variant:00}Z",
        "date" => new DateOnly(2026, 1, 1).AddDays(variant).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "time" => $"00:00:{variant:00}Z",
        "duration" => $"PT{variant + 1}H",
        "email" or "idn-email" => $"someone{Number(variant)}@example.com",
        "uri" or "url" or "iri" => $"https://example.com/{Number(variant)}",
        "uri-reference" or "iri-reference" or "json-pointer" => $"/{Number(variant)}",
        "hostname" or "idn-hostname" => $"example{Number(variant)}.com",
        "uuid" => $"00000000-0000-4000-8000-{variant + 1:000000000000}",
        "ipv4" => $"192.0.2.{variant + 1}",
        "ipv6" => $"2001:db8::{variant + 1}",
        _ => null,
    };

    public static bool IsValid(string text, string format) => format switch
    {
        "date-time" => text.Contains('T') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => text.Length >= 8 && TimeOnly.TryParse(text.AsSpan(0, 8), CultureInfo.InvariantCulture, out _),
        "duration" => text.Length > 2 && text[0] is 'P' && text.AsSpan(1).IndexOfAnyExcept(DurationCharacters) < 0,
        "email" or "idn-email" =>
            text.IndexOf('@') is > 0 and var at && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Contains(' '),
        "uri" or "url" or "iri" => !text.Contains(' ') && text.Contains(':') && Uri.TryCreate(text, UriKind.Absolute, out _),
        "hostname" or "idn-hostname" => Uri.CheckHostName(text) is UriHostNameType.Dns,
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "ipv4" => text.Count('.') == 3 && IPAddress.TryParse(text, out _),
        "ipv6" => text.Contains(':') && IPAddress.TryParse(text, out _),
        "json-pointer" => text.Length == 0 || text[0] is '/',
        _ => true,
    };

    private static string Number(int variant) => variant == 0 ? "" : variant.ToString(CultureInfo.InvariantCulture);
}
