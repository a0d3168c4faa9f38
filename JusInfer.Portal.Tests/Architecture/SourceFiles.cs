using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Architecture;

/// <summary>The C# files of this repository that were written by hand.</summary>
internal static partial class SourceFiles
{
    /// <param name="folder">A folder below the repository.</param>
    /// <returns>The paths of the files below it.</returns>
    public static IEnumerable<string> Of(string folder) =>
        Directory
            .EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !NotWritten().IsMatch(file));

    /// <summary>What is built, installed or generated.</summary>
    [GeneratedRegex(
        "[/\\\\](bin|obj|node_modules|Migrations)[/\\\\]",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotWritten();
}
