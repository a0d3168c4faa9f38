using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JusInfer.Portal.Content;

/// <summary>Reads front matter: a YAML mapping between two lines <c>---</c> at the top of a file.</summary>
internal sealed class FrontMatterReader(ContentErrorList errors)
{
    private const string Fence = "---";

    /// <summary>The mapping begins in the second line of the file.</summary>
    private const int LinesBefore = 1;

    private static readonly ImmutableArray<string> Names = ["title", "description", "tldr", "date", "author", "cluster", "tags"];

    private readonly Dictionary<string, YamlNode> fields = new(StringComparer.Ordinal);

    /// <summary>Reads the front matter of a file. Null if it has an error; every error is then in the list.</summary>
    /// <param name="lines">The whole file.</param>
    /// <param name="bodyStart">The number of lines that belong to the front matter, including both fences.</param>
    public FrontMatter? Read(ReadOnlySpan<string> lines, out int bodyStart)
    {
        bodyStart = 0;
        if (lines.IsEmpty || lines[0] != Fence)
        {
            errors.Add(1, $"the file begins without front matter; the first line must be '{Fence}'");
            return null;
        }

        var length = lines[1..].IndexOf(Fence);
        if (length < 0)
        {
            errors.Add(1, $"the front matter is not closed; end it with a line '{Fence}'");
            return null;
        }

        bodyStart = length + 2;
        if (Parse(string.Join('\n', lines.Slice(LinesBefore, length)!)) is not { } mapping) return null;
        foreach (var (name, value) in mapping.Children) Add(name, value);
        return ToFrontMatter();
    }

    private YamlMappingNode? Parse(string yaml)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents is [{ RootNode: YamlMappingNode mapping }]) return mapping;
            errors.Add(1, "the front matter must consist of lines 'name: value'");
        }
        catch (YamlException fault)
        {
            errors.Add(
                LineOf(fault.Start),
                $"the front matter is not valid YAML: {fault.Message} A value with ': ' or a special character needs quotation marks.");
        }

        return null;
    }

    private void Add(YamlNode name, YamlNode value)
    {
        if (name is not YamlScalarNode { Value: { } text } || !Names.Contains(text))
        {
            errors.Add(LineOf(name.Start), $"'{name}' is not a field; the fields are {string.Join(", ", Names)}");
            return;
        }

        fields[text] = value;
        if (value is YamlScalarNode { Value: null or "" }) errors.Add(LineOf(name.Start), $"'{text}' has no value");
    }

    private FrontMatter? ToFrontMatter()
    {
        foreach (var name in Names.Where(name => !fields.ContainsKey(name))) errors.Add(1, $"'{name}' is missing");

        var frontMatter = new FrontMatter
        {
            Title = Text("title"),
            Description = Text("description"),
            Tldr = Text("tldr"),
            Date = Date("date"),
            Author = Text("author"),
            Cluster = Slug("cluster"),
            Tags = Tags("tags"),
        };
        return errors.IsEmpty ? frontMatter : null;
    }

    /// <summary>The text of a field; empty if it is missing, has no value or is not a text.</summary>
    private string Text(string name)
    {
        var value = fields.GetValueOrDefault(name);
        if (value is null or YamlScalarNode) return ((YamlScalarNode?)value)?.Value?.Trim() ?? "";
        errors.Add(LineOf(value.Start), $"'{name}' must be a text");
        return "";
    }

    private DateOnly Date(string name)
    {
        var text = Text(name);
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && text.Length > 0)
            errors.Add(LineOf(fields[name].Start), $"'{text}' is not a date; write it as 2026-11-20");
        return date;
    }

    private string Slug(string name)
    {
        var text = Text(name);
        if (text.Length > 0) CheckSlug(text, name, fields[name]);
        return text;
    }

    private ImmutableArray<string> Tags(string name)
    {
        if (!fields.TryGetValue(name, out var value) || value is YamlScalarNode { Value: null or "" }) return [];
        if (value is not YamlSequenceNode list)
        {
            errors.Add(LineOf(value.Start), "tags are written as [one, two]");
            return [];
        }

        if (!list.Any()) errors.Add(LineOf(list.Start), "the list of tags is empty; write at least one");
        foreach (var tag in list) CheckSlug(tag.ToString(), "tag", tag);
        return [.. list.Select(static tag => tag.ToString()).Distinct()];
    }

    private void CheckSlug(string text, string what, YamlNode node)
    {
        if (!SlugFormat.IsSlug(text)) errors.Add(LineOf(node.Start), $"'{text}' is not a {what}; {SlugFormat.Rule}");
    }

    private static int LineOf(Mark mark) => (int)mark.Line + LinesBefore;
}
