using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Routing.Steps;

/// <summary>What exactly an agent does in a step: finer than <see cref="StepAction"/>, which rules depend on. Only the step head reads it.</summary>
internal enum CommandKind : byte
{
    /// <summary>There is no such step.</summary>
    None,

    /// <summary>Lists folders or finds files by name.</summary>
    List,

    /// <summary>Searches in files.</summary>
    Search,

    /// <summary>Reads a file.</summary>
    Read,

    /// <summary>Reads some lines of a file, which are often those that it changes next.</summary>
    Excerpt,

    /// <summary>Looks at the history or at changes.</summary>
    History,

    /// <summary>Looks in another way.</summary>
    Inspect,

    Test,

    /// <summary>Runs code that is in the command.</summary>
    Inline,

    /// <summary>Runs a program.</summary>
    Program,

    Edit,

    Write,

    Delete,

    Reply,

    Other,
}

/// <summary>Recognizes the kind of a tool call or of a shell command.</summary>
internal static class CommandKinds
{
    public const int Count = (int)CommandKind.Other + 1;

    /// <param name="action">What it does.</param>
    /// <param name="tool">The name of the tool; empty in a text protocol.</param>
    /// <param name="command">The command, or the arguments of the tool.</param>
    /// <param name="runsTests">Whether it runs tests, <see cref="TestRun"/>.</param>
    public static CommandKind Of(StepAction action, ReadOnlySpan<byte> tool, ReadOnlySpan<byte> command, bool runsTests)
    {
        var isShell = tool.IsEmpty || ToolActions.IsShell(tool);
        if (isShell && !tool.IsEmpty) command = ToolActions.CommandOf(command);
        return action switch
        {
            StepAction.Look => isShell ? OfLook(ShellCommand.Program(command), command) : OfLook(tool, command),
            StepAction.Run => runsTests ? CommandKind.Test : Has(command, " -c "u8) || Has(command, "<<"u8) ? CommandKind.Inline : CommandKind.Program,
            StepAction.Edit => (isShell ? ShellCommand.Program(command).SequenceEqual("rm"u8) : tool.ContainsWord("delete"u8)) ? CommandKind.Delete : CommandKind.Edit,
            StepAction.Write => CommandKind.Write,
            StepAction.Reply => CommandKind.Reply,
            StepAction.None => CommandKind.None,
            _ => CommandKind.Other,
        };
    }

    /// <param name="name">The program or the tool.</param>
    /// <param name="arguments">The command with its program, or the arguments of the tool.</param>
    private static CommandKind OfLook(ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments) =>
        name.SequenceEqual("git"u8) ? CommandKind.History
        : name.ContainsWord("grep"u8) || name.SequenceEqual("rg"u8) || name.SequenceEqual("ag"u8) || name.ContainsWord("search"u8) ? CommandKind.Search
        : name.SequenceEqual("cat"u8) || name.SequenceEqual("head"u8) || name.SequenceEqual("tail"u8) || name.SequenceEqual("nl"u8) || name.SequenceEqual("less"u8)
            || name.SequenceEqual("sed"u8) || name.SequenceEqual("awk"u8) || name.ContainsWord("read"u8) || name.ContainsWord("view"u8) || name.ContainsWord("edit"u8)
            || name.ContainsWord("open"u8) ? HasRange(arguments) ? CommandKind.Excerpt : CommandKind.Read
        : name.ContainsWord("ls"u8) || name.ContainsWord("list"u8) || name.ContainsWord("find"u8) || name.ContainsWord("glob"u8)
            || name.SequenceEqual("tree"u8) || name.SequenceEqual("pwd"u8) ? CommandKind.List
        : CommandKind.Inspect;

    /// <summary>Lines as in <c>sed -n '10,20p'</c>, or arguments of tools that name them.</summary>
    private static bool HasRange(ReadOnlySpan<byte> arguments)
    {
        if (Has(arguments, "\"offset\""u8) || Has(arguments, "_range\""u8) || Has(arguments, "start_line"u8)) return true;
        for (var rest = arguments; rest.IndexOf((byte)',') is var at and >= 0; rest = rest[(at + 1)..])
        {
            if (at == 0 || !char.IsAsciiDigit((char)rest[at - 1])) continue;
            var after = rest[(at + 1)..];
            var end = after.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (end > 0 && after[end] == (byte)'p') return true;
        }

        return false;
    }

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => text.IndexOf(part) >= 0;
}
