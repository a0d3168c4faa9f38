using System.Text.RegularExpressions;

namespace JusInfer.Benchmarks.Profile;

/// <summary>What a thread ran at a moment.</summary>
/// <param name="Thread">Its name.</param>
/// <param name="Method">The method, or the file if it has no name for it.</param>
/// <param name="Component">Whose code it is.</param>
internal sealed partial record PerfSample(string Thread, string Method, string Component)
{
    private const string Portal = "JusInfer.Portal.";

    /// <summary>The first that occurs in the name of the method or its file.</summary>
    private static readonly (string Text, string Component)[] Components =
    [
        ("[kernel", "kernel"), ("libclrjit", "JIT"), ("libcoreclr", "runtime"), ("libclrgc", "runtime"), ("sqlite", "SQLite"),
        ("SQLite", "SQLite"), ("Sqlite", "SQLite"), ("Yarp.", "YARP"), ("EntityFrameworkCore", "EF Core"),
        ("System.Net.Sockets", "sockets"), ("System.Net.", "HttpClient"), ("Microsoft.AspNetCore.", "Kestrel, ASP.NET Core"),
        ("Microsoft.Extensions.", "Microsoft.Extensions"), ("System.Text.Json", "System.Text.Json"), ("System.", "class library"),
        (".so", "other native"),
    ];

    public bool IsOurs => Component.StartsWith(Portal, StringComparison.Ordinal);

    /// <summary>
    /// A line of perf-script(1): <c>.NET TP Worker  7f3c1d2a1 void [JusInfer.Portal] A.B::C(int)[Tier1] (/tmp/perf-1.map)</c>.
    /// </summary>
    public static PerfSample? Parse(string line)
    {
        var match = Line().Match(line);
        if (!match.Success) return null;
        var (symbol, file) = (match.Groups["symbol"].Value.Trim(), match.Groups["file"].Value);
        var method = symbol is "[unknown]" or "" ? Path.GetFileName(file) : symbol;
        var managed = Managed().Match(method);
        if (managed.Success) method = managed.Groups["method"].Value;
        return new PerfSample(match.Groups["thread"].Value.Trim(), method, ComponentOf(method, file));
    }

    private static string ComponentOf(string method, string file)
    {
        if (method.StartsWith(Portal, StringComparison.Ordinal))
        {
            var rest = method.AsSpan(Portal.Length);
            return string.Concat(Portal, rest[..rest.IndexOfAny('.', ':')]);
        }

        foreach (var (text, component) in Components)
        {
            if (file.Contains(text, StringComparison.Ordinal) || method.StartsWith(text, StringComparison.Ordinal)) return component;
        }

        foreach (var (text, component) in Components)
        {
            if (method.Contains(text, StringComparison.Ordinal)) return component;
        }

        return "other";
    }

    [GeneratedRegex(@"^(?<thread>.{1,16}?)\s+(?<address>[0-9a-f]+)\s(?<symbol>.*)\((?<file>[^()]*)\)\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex Line();

    /// <summary>A method of the runtime's map: return type, assembly in brackets, type, method, parameters, tier in brackets.</summary>
    [GeneratedRegex(@"\[(?<assembly>[\w.]+)\] (?<method>[^(]+)\(", RegexOptions.NonBacktracking)]
    private static partial Regex Managed();
}
