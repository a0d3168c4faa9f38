using System.Globalization;
using System.Text.RegularExpressions;

namespace JusInfer.Benchmarks.Profile;

/// <summary>The methods that a process has compiled, as its compiler writes them to a file (<c>DOTNET_JitDisasmSummary</c>).</summary>
internal sealed partial class CompiledMethods(string file)
{
    private int taken;

    public IEnumerable<(string Name, string Value)> Variables => [("DOTNET_JitStdOutFile", file), ("DOTNET_JitDisasmSummary", "1")];

    /// <returns>The methods since the last time. The compiler writes in blocks, so a few of the last ones are in the next answer.</returns>
    public IReadOnlyList<CompiledMethod> TakeNew()
    {
        if (!File.Exists(file)) return [];
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var all = Line().Matches(reader.ReadToEnd());
        var found = all.Skip(taken).Select(static match => new CompiledMethod(
            match.Groups["name"].Value,
            match.Groups["tier"].Value,
            int.Parse(match.Groups["bytes"].ValueSpan, CultureInfo.InvariantCulture)));
        List<CompiledMethod> list = [.. found];
        taken = all.Count;
        return list;
    }

    /// <summary><c>  12: JIT compiled N.Type:Method(int):int:this [Tier1 with Static PGO, IL size=35, code size=123]</c>.</summary>
    [GeneratedRegex(@"JIT compiled (?<name>.+) \[(?<tier>[^,\]]+), IL size=\d+, code size=(?<bytes>\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex Line();
}

/// <param name="Name">Type, method and parameters.</param>
/// <param name="Tier">How it was compiled.</param>
/// <param name="Bytes">The size of its code.</param>
internal sealed record CompiledMethod(string Name, string Tier, int Bytes);
