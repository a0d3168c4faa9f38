using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Routing.Steps;

/// <summary>Classifies tool calls of all clients by the name of the tool and, for shells and editors, by the arguments.</summary>
internal static class ToolActions
{
    /// <param name="name">The name of the tool.</param>
    /// <param name="arguments">The arguments as JSON.</param>
    public static StepAction Classify(ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments)
    {
        if (Has(name, "editor"u8) || Has(name, "edit_tool"u8)) return ClassifyEditor(arguments);
        if (IsShell(name)) return ShellCommand.Classify(CommandOf(arguments));
        if (Has(name, "edit"u8) || Has(name, "replace"u8) || Has(name, "patch"u8) || Has(name, "update"u8) || Has(name, "delete"u8)) return StepAction.Edit;
        if (Has(name, "write"u8) || Has(name, "create"u8)) return StepAction.Write;
        if (Has(name, "read"u8) || Has(name, "view"u8) || Has(name, "list"u8) || Has(name, "ls"u8) || Has(name, "grep"u8) || Has(name, "glob"u8)
            || Has(name, "search"u8) || Has(name, "find"u8) || Has(name, "get_"u8) || Has(name, "fetch"u8) || Has(name, "open"u8)) return StepAction.Look;
        return Has(name, "run"u8) || Has(name, "test"u8) ? StepAction.Run : StepAction.Other;
    }

    public static bool IsShell(ReadOnlySpan<byte> name) =>
        !Has(name, "editor"u8) && (Has(name, "bash"u8) || Has(name, "shell"u8) || Has(name, "terminal"u8) || Has(name, "exec"u8) || Has(name, "command"u8));

    /// <summary>The text after the name of the argument with the command; all arguments if there is none.</summary>
    public static ReadOnlySpan<byte> CommandOf(ReadOnlySpan<byte> arguments)
    {
        var at = arguments.IndexOf("\"command\""u8);
        var length = "\"command\""u8.Length;
        if (at < 0) (at, length) = (arguments.IndexOf("\"cmd\""u8), "\"cmd\""u8.Length);
        return at < 0 ? arguments : arguments[(at + length)..].TrimStart(" :[\""u8);
    }

    private static bool Has(ReadOnlySpan<byte> name, ReadOnlySpan<byte> part) => name.ContainsWord(part);

    private static StepAction ClassifyEditor(ReadOnlySpan<byte> arguments)
    {
        var command = CommandOf(arguments);
        return command.StartsWith("view"u8) || command.StartsWith("read"u8) ? StepAction.Look
            : command.StartsWith("create"u8) || command.StartsWith("write"u8) ? StepAction.Write
            : StepAction.Edit;
    }
}
