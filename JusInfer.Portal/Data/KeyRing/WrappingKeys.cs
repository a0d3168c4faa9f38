using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace JusInfer.Portal.Data.KeyRing;

/// <summary>
/// Wraps the Data Protection keys before they are stored: a row is then <c>&lt;wrapped by="id of the wrapping key"&gt;Base64&lt;/wrapped&gt;</c>, and
/// without a wrapping key the XML of Data Protection itself.
/// </summary>
internal sealed record WrappingKeys
{
    public static readonly WrappingKeys None = new();

    private static readonly XName Element = "wrapped";
    private static readonly XName By = "by";

    /// <summary>Wraps what is stored from now on; null to store plain text.</summary>
    public WrappingKey? Current { get; init; }

    /// <summary>These unwrap what they have wrapped before.</summary>
    public ImmutableArray<WrappingKey> Previous { get; init; } = [];

    /// <summary>The id of the key that wrapped a row; null if it is plain text.</summary>
    public static string? IdOf(string stored)
    {
        var xml = XElement.Parse(stored);
        return xml.Name == Element ? (string?)xml.Attribute(By) ?? "" : null;
    }

    public string Wrap(XElement key)
    {
        var text = key.ToString(SaveOptions.DisableFormatting);
        return Current is null
            ? text
            : new XElement(Element, new XAttribute(By, Current.Id), Convert.ToBase64String(Current.Wrap(Encoding.UTF8.GetBytes(text)))).ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>Null if no key that is configured can unwrap the row, or if the row was changed.</summary>
    public XElement? Unwrap(string stored)
    {
        var xml = XElement.Parse(stored);
        if (xml.Name != Element) return xml;
        try
        {
            return All.FirstOrDefault(key => key.Id == (string?)xml.Attribute(By)) is { } known
                ? XElement.Parse(Encoding.UTF8.GetString(known.Unwrap(Convert.FromBase64String(xml.Value))))
                : null;
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private IEnumerable<WrappingKey> All => Current is null ? Previous : Previous.Prepend(Current);
}
