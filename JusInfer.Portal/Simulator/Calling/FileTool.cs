using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Calling;

/// <summary>An offered tool that writes a whole file, and the properties its path and its text go to.</summary>
internal sealed record FileTool(OfferedTool Tool, string PathProperty, string TextProperty)
{
    private static readonly ImmutableHashSet<string> Names = ["write", "create", "save"];

    public static FileTool? In(IEnumerable<OfferedTool> tools) => tools.Select(Of).FirstOrDefault(static tool => tool is not null);

    public JsonObject Writing(string path, string line) => new() { [PathProperty] = path, [TextProperty] = line + "\n" };

    private static FileTool? Of(OfferedTool tool)
    {
        if (!Word.Of(tool.Name).Any(Names.Contains) || tool.Parameters is not { } schema) return null;
        var path = schema.PropertyNamed("path", "file_path", "filePath", "filepath", "filename", "target_file");
        var text = schema.PropertyNamed("content", "contents", "file_text", "text");
        return path is { } file && text is { } body ? new FileTool(tool, file.Name, body.Name) : null;
    }
}
