using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Documentation;

/// <summary>
/// The test classes of the three test projects and the promises they show, read from the source files: the other two projects need not be built.
/// </summary>
internal static partial class TestSources
{
    private static readonly string[] Projects = ["JusInfer.Portal.Tests", "JusInfer.E2E", "JusInfer.Clients"];

    /// <summary>Build output and installed npm packages.</summary>
    private static readonly string[] SkippedFolders = ["bin", "obj", "npm"];

    public static IReadOnlyList<TestClass> Classes { get; } =
    [
        .. from project in Projects
           from folder in Directory.EnumerateDirectories(Repository.PathOf(project))
           where !SkippedFolders.Contains(Path.GetFileName(folder))
           from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
           from test in In(project, file)
           select test,
    ];

    /// <summary>
    /// The classes of one file. An indented trait belongs to a test of the class above it, one at the start of a line to the class below it.
    /// </summary>
    private static List<TestClass> In(string project, string file)
    {
        var classes = new List<TestClass>();
        var pending = new List<string>();
        foreach (var line in File.ReadLines(file))
        {
            var promises = Traits().Matches(line).Select(static trait => trait.Groups["id"].Value);
            if (line.StartsWith(' ')) classes.LastOrDefault()?.Promises.UnionWith(promises);
            else pending.AddRange(promises);

            if (Declarations().Match(line) is not { Success: true } declaration) continue;
            classes.Add(new TestClass(project, declaration.Groups["name"].Value, [.. pending]));
            pending.Clear();
        }

        return classes;
    }

    [GeneratedRegex("""Trait\("Promise", "(?<id>[^"]*)"\)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Traits();

    [GeneratedRegex(@"^[\w\[][^/""]*\bclass (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declarations();
}
