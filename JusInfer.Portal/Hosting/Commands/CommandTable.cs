using System.Collections.Immutable;

namespace JusInfer.Portal.Hosting.Commands;

/// <summary>All commands. <c>jusinfer help</c> prints them in this order.</summary>
internal static class CommandTable
{
    public static ImmutableArray<Command> All { get; } = [AuditCommand.Verify, SecretsCommand.Rotate, SecretsCommand.Discard];

    /// <summary>The command that the words begin with; null if there is none.</summary>
    public static Command? Find(ImmutableArray<string> words) => All.FirstOrDefault(command => command.OperandsIn(words) is not null);

    /// <summary>The commands whose name begins with a word: <c>secrets</c>.</summary>
    public static ImmutableArray<Command> Group(string word) => [.. All.Where(command => command.Name.Split(' ')[0] == word)];
}
