using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>A tool of the request that writes a complete file, and the names of its path and content parameters.</summary>
internal sealed record FileWriteTool(ToolDefinition Tool, string PathProperty, string TextProperty)
{
    private static readonly ImmutableHashSet<string> NameWords = ["write", "create", "save"];

    public static FileWriteTool? Find(IEnumerable<ToolDefinition> tools) =>
        tools.Select(FromDefinition).FirstOrDefault(static tool => tool is not null);

    public JsonObject FileArguments(string path, string line) => new() { [PathProperty] = path, [TextProperty] = line + "\n" };

    private static FileWriteTool? FromDefinition(ToolDefinition tool)
    {
        if (!Word.WordsOf(tool.Name).Any(NameWords.Contains) || tool.Parameters is not { } schema) return null;
        var path = schema.FindProperty("path", "file_path", "filePath", "filepath", "filename", "target_file");
        var text = schema.FindProperty("content", "contents", "file_text", "text");
        return path is { } file && text is { } body ? new FileWriteTool(tool, file.Name, body.Name) : null;
    }
}
