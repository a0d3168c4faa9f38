using System.Collections.Immutable;

namespace JusInfer.Portal.Hosting.Commands;

/// <summary>The arguments of the program: words, which name a command and its operands, and settings.</summary>
internal sealed record CommandLine
{
    public required ImmutableArray<string> Words { get; init; }

    /// <summary>The other arguments, as ASP.NET Core reads them: <c>--Store:Path=data</c>, <c>--urls</c> and its value.</summary>
    public required ImmutableArray<string> Settings { get; init; }

    public bool WantsHelp { get; init; }

    public bool WantsVersion { get; init; }

    public static CommandLine Parse(ReadOnlySpan<string> args)
    {
        var (words, settings) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        var (help, version) = (false, false);
        for (var i = 0; i < args.Length; i++)
        {
            var arg = args[i];
            if (arg is "--help" or "-h" or "-?") help = true;
            else if (arg is "--version") version = true;
            else if (!IsSetting(arg, isFirst: words.Count == 0)) words.Add(arg);
            else
            {
                settings.Add(arg);

                // As the configuration reads it, the value of a setting without '=' is the next argument, whatever that is.
                if (!arg.Contains('=') && i + 1 < args.Length) settings.Add(args[++i]);
            }
        }

        return new CommandLine { Words = words.ToImmutable(), Settings = settings.ToImmutable(), WantsHelp = help, WantsVersion = version };
    }

    /// <summary>
    /// The configuration also reads <c>/key value</c> and <c>key=value</c>. After the name of a command, these are operands, such as paths.
    /// </summary>
    private static bool IsSetting(string arg, bool isFirst) =>
        arg.StartsWith("--", StringComparison.Ordinal) || (isFirst && (arg.StartsWith('/') || arg.Contains('=')));
}
