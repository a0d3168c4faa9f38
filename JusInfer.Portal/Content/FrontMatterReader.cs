using System.Collections.Immutable;
using System.Globalization;

namespace JusInfer.Portal.Content;

/// <summary>
/// Reads front matter: one <c>name: value</c> a line, tags as <c>[one, two]</c>. The form is a small part of YAML, and whatever YAML would
/// read otherwise is refused, so that the raw file means the same to every other reader.
/// </summary>
internal sealed class FrontMatterReader(FaultList faults)
{
    private const string Fence = "---";
    private static readonly ImmutableArray<string> Names = ["title", "description", "tldr", "date", "author", "cluster", "tags"];

    private readonly Dictionary<string, (int Line, string Text)> fields = [];

    /// <summary>Reads the head of a file. Null where it has a fault; every fault is then in the list.</summary>
    /// <param name="lines">The whole file.</param>
    /// <param name="bodyStart">The number of lines that belong to the front matter, both fences counted.</param>
    public FrontMatter? Read(ReadOnlySpan<string> lines, out int bodyStart)
    {
        bodyStart = 0;
        if (lines.IsEmpty || lines[0] != Fence)
        {
            faults.Add(1, $"the file begins without front matter; the first line is '{Fence}'");
            return null;
        }

        var length = lines[1..].IndexOf(Fence);
        if (length < 0)
        {
            faults.Add(1, $"the front matter is never closed; end it with a line '{Fence}'");
            return null;
        }

        bodyStart = length + 2;
        for (var index = 0; index < length; index++) ReadField(lines[index + 1], index + 2);
        return Assemble();
    }

    private void ReadField(string line, int number)
    {
        var (name, text) = line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon
            ? (line[..colon], line[(colon + 2)..].Trim())
            : (line.TrimEnd(':'), "");
        if (!Names.Contains(name)) faults.Add(number, $"'{name}' is no field; the fields are {string.Join(", ", Names)}, each on one line");
        else if (!fields.TryAdd(name, (number, text))) faults.Add(number, $"'{name}' stands here a second time");
        else if (text.Length == 0) faults.Add(number, $"'{name}' has no value");
    }

    private FrontMatter? Assemble()
    {
        foreach (var name in Names)
        {
            if (!fields.ContainsKey(name)) faults.Add(1, $"'{name}' is missing");
        }

        var head = new FrontMatter
        {
            Title = Text("title"),
            Description = Text("description"),
            Tldr = Text("tldr"),
            Date = Date("date"),
            Author = Text("author"),
            Cluster = Slug("cluster"),
            Tags = Tags("tags"),
        };
        return faults.IsEmpty ? head : null;
    }

    private string Text(string name)
    {
        if (!Found(name, out var line, out var text)) return "";
        if (text is ['"', .. var quoted, '"'])
        {
            if (quoted.AsSpan().ContainsAny('"', '\\'))
                faults.Add(line, $"'{name}' has a quotation mark or backslash within its quotation marks");
            return quoted;
        }

        if ("-?:,[]{}#&*!|>'\"%@`".Contains(text[0]) || text.Contains(": ", StringComparison.Ordinal)
            || text.Contains(" #", StringComparison.Ordinal) || text[^1] == ':')
            faults.Add(line, $"'{name}' holds a character that YAML reads as its own; put the value into double quotation marks");
        return text;
    }

    private DateOnly Date(string name)
    {
        if (Found(name, out var line, out var text)
            && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            faults.Add(line, $"'{text}' is no date; write it as 2026-11-20");
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : default;
    }

    private string Slug(string name)
    {
        if (Found(name, out var line, out var text) && !SlugFormat.IsSlug(text))
            faults.Add(line, $"'{text}' is no {name}; {SlugFormat.Rule}");
        return text;
    }

    private ImmutableArray<string> Tags(string name)
    {
        if (!Found(name, out var line, out var text)) return [];
        if (text is not ['[', .. var list, ']'])
        {
            faults.Add(line, "tags are written as [one, two]");
            return [];
        }

        ImmutableArray<string> tags = [.. list.Split(',', StringSplitOptions.TrimEntries)];
        foreach (var tag in tags.Where(static tag => !SlugFormat.IsSlug(tag))) faults.Add(line, $"'{tag}' is no tag; {SlugFormat.Rule}");
        return [.. tags.Distinct()];
    }

    private bool Found(string name, out int line, out string text)
    {
        (line, text) = fields.GetValueOrDefault(name, (0, ""));
        return text.Length > 0;
    }
}
