using System.Collections.Frozen;
using System.Text;

namespace JusInfer.Portal.Routing.Steps;

/// <summary>Classifies shell commands by their first program and their redirections.</summary>
internal static class ShellCommand
{
    private const int MaxProgramLength = 16;

    private static readonly FrozenDictionary<string, StepAction> Programs = Of(
        (StepAction.Look, "ls cat grep egrep rg ag find head tail wc nl pwd tree file which stat less more du df env printenv sort uniq diff awk sed cut jq type man test"),
        (StepAction.Run, "python python3 pytest py tox nosetests make npm npx yarn pnpm node go cargo rustc dotnet mvn gradle java ruby bundle rake php composer bash sh zsh "
            + "./gradlew pip pip3 uv poetry docker cmake gcc g++ time timeout coverage django-admin sphinx-build"),
        (StepAction.Edit, "rm mv cp patch apply_patch touch mkdir chmod ln"));

    private static readonly FrozenDictionary<string, StepAction>.AlternateLookup<ReadOnlySpan<char>> Lookup = Programs.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The name of its first program.</summary>
    /// <param name="command">The command, UTF-8, possibly with JSON escapes.</param>
    public static ReadOnlySpan<byte> Program(ReadOnlySpan<byte> command) => FirstWord(SkipDirectory(command.TrimStart(" \n\t\"'["u8))).TrimEnd("\"',;])}\\"u8);

    /// <param name="command">The command, UTF-8, possibly with JSON escapes.</param>
    public static StepAction Classify(ReadOnlySpan<byte> command)
    {
        command = SkipDirectory(command.TrimStart(" \n\t\"'["u8));
        if (command.IndexOf("sed -i"u8) >= 0 || command.IndexOf("git apply"u8) >= 0 || command.IndexOf("apply_patch"u8) >= 0) return StepAction.Edit;
        if (command.StartsWith("git "u8)) return ClassifyGit(command[4..]);

        var action = ActionOf(FirstWord(command));
        if (action is StepAction.Run or StepAction.Edit) return action;
        if (WritesFile(command)) return StepAction.Write;
        return command.StartsWith("./"u8) ? StepAction.Run : action;
    }

    private static StepAction ClassifyGit(ReadOnlySpan<byte> command) =>
        command.StartsWith("checkout"u8) || command.StartsWith("restore"u8) || command.StartsWith("reset"u8) || command.StartsWith("stash"u8) || command.StartsWith("revert"u8)
            ? StepAction.Edit
            : command.StartsWith("add"u8) || command.StartsWith("commit"u8) || command.StartsWith("push"u8) ? StepAction.Other : StepAction.Look;

    /// <summary>Skips <c>cd folder &amp;&amp;</c>, comments, and the shell in <c>["bash","-lc","…"]</c>.</summary>
    private static ReadOnlySpan<byte> SkipDirectory(ReadOnlySpan<byte> command)
    {
        if ((command.StartsWith("bash"u8) || command.StartsWith("sh"u8)) && command.IndexOf("-lc"u8) is var flag and >= 0 and < 16)
            command = command[(flag + 3)..].TrimStart(" \",'"u8);
        while (command.StartsWith("#"u8) && command.IndexOf((byte)'\n') is var line and >= 0) command = command[(line + 1)..].TrimStart(" \n\t"u8);
        if (command.StartsWith("cd "u8) && command.IndexOf("&&"u8) is var chain and >= 0) command = command[(chain + 2)..].TrimStart(" \n"u8);
        return command;
    }

    /// <summary>Whether the output is redirected to a file. Redirections of errors and to <c>/dev/null</c> do not count.</summary>
    private static bool WritesFile(ReadOnlySpan<byte> command)
    {
        if (command.StartsWith("tee "u8) || command.IndexOf("| tee "u8) >= 0) return true;
        for (var rest = command; rest.IndexOf((byte)'>') is var at and >= 0; rest = rest[(at + 1)..])
        {
            var target = rest[(at + 1)..].TrimStart("> "u8);
            var isError = (at > 0 && rest[at - 1] is (byte)'2' or (byte)'=' or (byte)'-') || target.StartsWith("&"u8) || target.StartsWith("/dev/null"u8) || target.StartsWith("="u8);
            if (!isError && !target.IsEmpty) return command.StartsWith("cat"u8) || command.StartsWith("echo"u8) || command.StartsWith("printf"u8);
        }

        return false;
    }

    private static ReadOnlySpan<byte> FirstWord(ReadOnlySpan<byte> command)
    {
        // Assignments such as PYTHONPATH=. precede the program.
        while (command.IndexOfAny(" \n"u8) is var end and > 0)
        {
            if (!command[..end].Contains((byte)'=')) return command[..end];
            command = command[(end + 1)..].TrimStart((byte)' ');
        }

        return command;
    }

    private static StepAction ActionOf(ReadOnlySpan<byte> program)
    {
        program = program.TrimEnd("\"',;])}\\"u8);
        if (program.Length is 0 or > MaxProgramLength) return StepAction.Other;
        Span<char> name = stackalloc char[MaxProgramLength];
        var length = Encoding.Latin1.GetChars(program, name);
        return Lookup.TryGetValue(name[..length], out var action) ? action : StepAction.Other;
    }

    private static FrozenDictionary<string, StepAction> Of(params ReadOnlySpan<(StepAction Action, string Names)> groups)
    {
        var programs = new Dictionary<string, StepAction>(StringComparer.Ordinal);
        foreach (var (action, names) in groups)
        {
            foreach (var name in names.Split(' ')) programs.Add(name, action);
        }

        return programs.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
