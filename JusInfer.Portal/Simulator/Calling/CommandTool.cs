using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Calling;

/// <summary>An offered tool that runs a shell command, and the property its command goes to.</summary>
internal sealed record CommandTool(OfferedTool Tool, string Property, bool TakesArray)
{
    private static readonly ImmutableHashSet<string> Names =
        ["shell", "bash", "sh", "terminal", "console", "command", "commands", "cmd", "exec", "execute", "run", "powershell"];

    public static CommandTool? In(IEnumerable<OfferedTool> tools) => tools.Select(Of).FirstOrDefault(static tool => tool is not null);

    public JsonObject Running(string command) => new()
    {
        [Property] = (TakesArray, Property) switch
        {
            (false, _) => command,
            (true, "commands") => new JsonArray(command),
            (true, _) => new JsonArray("bash", "-lc", command),
        },
    };

    public JsonObject Writing(string path, string line) => Running($"printf '%s\\n' {Quoted(line)} > {Quoted(path)}");

    private static CommandTool? Of(OfferedTool tool)
    {
        if (!Word.Of(tool.Name).Any(Names.Contains) || tool.Parameters is not { } schema) return null;
        var property = schema.PropertyNamed("command", "cmd", "commands", "script");
        return property is { } found ? new CommandTool(tool, found.Name, found.Value.HasType("array")) : null;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
