using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace JusInfer.Portal.Content.Pictures;

/// <summary>
/// Reads a diagram. It becomes part of pages, so only shapes and text are allowed: no script, style sheet, link or embedded file. Colors are
/// those of the theme.
/// </summary>
internal static partial class DiagramReader
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly string[] Elements = ["svg", "title", "desc", "g", "rect", "circle", "ellipse", "line", "path", "polyline", "polygon", "text", "tspan"];
    private static readonly string[] Texts = ["title", "desc"];
    private static readonly string[] Colors = ["fill", "stroke"];
    private static readonly string[] Forbidden = ["id", "class", "style", "href", "role", "aria-labelledby"];

    /// <summary>Null if the file has an error; every error is then in <paramref name="errors"/>.</summary>
    public static Diagram? Read(string name, string address, byte[] file, ContentErrorList errors)
    {
        if (Parse(file, errors) is not { Root: { } root }) return null;
        foreach (var element in root.DescendantsAndSelf()) Check(element, errors);
        if (root.Name != Svg + "svg") errors.Add(1, $"the file is not a diagram; its root must be <svg xmlns=\"{Svg}\">");
        if (root.Attribute("viewBox") is null) errors.Add(LineOf(root), "<svg> has no viewBox");
        var texts = Texts.Select(text => (Id: $"{name}-{text}", Element: TextOf(root, text, errors))).ToArray();
        if (!errors.IsEmpty) return null;

        foreach (var (id, element) in texts) element!.SetAttributeValue("id", id);
        root.SetAttributeValue("role", "img");
        root.SetAttributeValue("aria-labelledby", string.Join(' ', texts.Select(static text => text.Id)));
        return new Diagram(address, root.ToString(SaveOptions.DisableFormatting));
    }

    private static XDocument? Parse(byte[] file, ContentErrorList errors)
    {
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(file), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true });
            return XDocument.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (XmlException fault)
        {
            errors.Add(Math.Max(1, fault.LineNumber), $"the file is not valid XML: {fault.Message}");
            return null;
        }
    }

    /// <summary>The name and the description are what screen readers say instead of the drawing.</summary>
    private static XElement? TextOf(XElement root, string name, ContentErrorList errors)
    {
        var text = root.Element(Svg + name);
        if (string.IsNullOrWhiteSpace(text?.Value)) errors.Add(LineOf(root), $"the diagram has no <{name}> that says in words what it shows");
        return text;
    }

    private static void Check(XElement element, ContentErrorList errors)
    {
        if (element.Name.Namespace != Svg || !Elements.Contains(element.Name.LocalName))
            errors.Add(LineOf(element), $"<{element.Name.LocalName}> is not allowed in a diagram; it can contain {string.Join(", ", Elements)}");
        foreach (var attribute in element.Attributes().Where(static attribute => !attribute.IsNamespaceDeclaration)) Check(attribute, errors);
    }

    private static void Check(XAttribute attribute, ContentErrorList errors)
    {
        var name = attribute.Name.LocalName;
        if (Forbidden.Contains(name) || name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Value.Contains("url(", StringComparison.OrdinalIgnoreCase))
            errors.Add(LineOf(attribute), $"the attribute {name}=\"{attribute.Value}\" is not allowed in a diagram");
        else if (Colors.Contains(name) && !Color().IsMatch(attribute.Value))
            errors.Add(LineOf(attribute), $"'{attribute.Value}' does not follow the theme; write none, currentColor or a variable such as var(--text, CanvasText)");
    }

    private static int LineOf(XObject node) => Math.Max(1, ((IXmlLineInfo)node).LineNumber);

    /// <summary>A variable of the theme, with a color of the system for readers that open the file by itself.</summary>
    [GeneratedRegex(
        @"^(none|currentColor|var\(--[a-z0-9-]+(, [A-Z][A-Za-z]+)?\))\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Color();
}
