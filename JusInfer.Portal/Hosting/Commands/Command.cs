using System.Collections.Immutable;

namespace JusInfer.Portal.Hosting.Commands;

/// <summary>Runs a command.</summary>
/// <param name="services">The services of the program, with the settings of the server.</param>
/// <param name="operands">The words after the name of the command.</param>
/// <param name="output">Receives the result.</param>
/// <param name="cancellationToken">Canceled when the command has to end.</param>
/// <returns>The exit code: 0 after success.</returns>
internal delegate Task<int> CommandAction(
    IServiceProvider services, ImmutableArray<string> operands, TextWriter output, CancellationToken cancellationToken);

/// <summary>A command of the program, besides the server.</summary>
internal sealed record Command
{
    /// <summary>One or two words: <c>audit verify</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What may follow the name, optional ones in brackets: <c>FOLDER [FILE]</c>.</summary>
    public string Operands { get; init; } = "";

    /// <summary>What the command does, in a few words that begin with a verb: <c>verifies …</c>.</summary>
    public required string Summary { get; init; }

    /// <summary>What else its usage says, in whole sentences.</summary>
    public string Details { get; init; } = "";

    /// <summary>Whether the server may run on the same store meanwhile.</summary>
    public required bool ServerCanRun { get; init; }

    public required CommandAction RunAsync { get; init; }

    /// <summary>The command as it is typed, without the program: <c>audit verify [FILE]</c>.</summary>
    public string Usage => $"{Name} {Operands}".TrimEnd();

    /// <summary>The words after the name; null if the words do not begin with it.</summary>
    public ImmutableArray<string>? OperandsIn(ImmutableArray<string> words)
    {
        var name = Name.Split(' ');
        return words.Length >= name.Length && words.AsSpan()[..name.Length].SequenceEqual(name) ? words[name.Length..] : null;
    }

    /// <summary>Whether the number of operands is right.</summary>
    public bool Accepts(ImmutableArray<string> operands)
    {
        var names = Operands.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return operands.Length <= names.Length && operands.Length >= names.Count(static name => !name.StartsWith('['));
    }
}
