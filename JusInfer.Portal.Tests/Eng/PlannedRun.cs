using System.Globalization;
using System.Xml.Linq;

namespace JusInfer.Portal.Tests.Eng;

/// <summary>One run of a test runner: what it writes as its results, and how it ends.</summary>
/// <param name="Results">xUnit.net's result file, as the runner of version 4 writes it; null for none.</param>
/// <param name="Exit">The exit code; 130 stands for a Ctrl-C while it runs, 124 for a test, N.A.Two, that does not end.</param>
/// <param name="LeavesProcess">A process that it has started is still there, and holds its output open.</param>
internal sealed record PlannedRun(string? Results, int Exit, bool LeavesProcess = false)
{
    /// <summary>A runner that ends as one whose process was aborted.</summary>
    public static PlannedRun Crash { get; } = new(null, 134);

    public static PlannedRun Interrupted { get; } = new(null, 130);

    public static PlannedRun Hangs { get; } = new(null, 124);

    /// <summary>
    /// A run with these cases: <c>Class.Method(row) passes|fails|skips|fixture [in seconds]</c>, or <c>Class cleanup</c> for an error after
    /// its tests, <c>Assembly cleanup</c> for one after all. The namespace is N.
    /// </summary>
    public static PlannedRun Of(params string[] cases)
    {
        var words = cases.Select(static text => text.Split(' ')).ToArray();
        var tests = words.Where(static one => one[1] != "cleanup").ToArray();
        var errors = words.Except(tests).Select(static one => new XElement(
            "error",
            new XAttribute("type", one[0] == "Assembly" ? "assembly-cleanup" : "test-class-cleanup"),
            new XAttribute("name", one[0] == "Assembly" ? "/bin/N.dll" : $"N.{one[0]}"),
            Failure("Class fixture type 'F' threw in Dispose")));
        var results = new XElement(
            "assemblies",
            new XElement(
                "assembly",
                new XAttribute("total", tests.Length),
                new XAttribute("passed", tests.Count(static one => one[1] == "passes")),
                new XAttribute("skipped", tests.Count(static one => one[1] == "skips")),
                new XElement("errors", errors),
                tests.GroupBy(static one => ClassOf(one[0])).Select(static group =>
                    new XElement("collection", new XAttribute("name", $"Test collection for {group.Key} (id: 1)"), group.Select(Test)))));
        return new(results.ToString(), words.All(static one => one[1] is "passes" or "skips") ? 0 : 1);
    }

    /// <summary>A run whose tests all have one result.</summary>
    public static PlannedRun Of(IEnumerable<string> tests, string result) => Of([.. tests.Select(test => $"{test} {result}")]);

    private static string ClassOf(string test) => $"N.{test.Split('.')[0]}";

    private static XElement Test(string[] words)
    {
        var (name, result) = (words[0], words[1]);
        return new XElement(
            "test",
            new XAttribute("name", $"N.{name}"),
            new XAttribute("type", ClassOf(name)),
            new XAttribute("method", name.Split('.')[1].Split('(')[0]),
            new XAttribute("time", words is [_, _, "in", var seconds] ? seconds : 0.01.ToString(CultureInfo.InvariantCulture)),
            new XAttribute("result", result switch { "passes" => "Pass", "skips" => "Skip", _ => "Fail" }),
            result switch
            {
                "fails" => Failure($"N.{name} said \\\"<no>\\\""),
                "fixture" => Failure("Class fixture type 'F' threw in its constructor"),
                _ => null,
            });
    }

    private static XElement Failure(string message) => new(
        "failure",
        new XAttribute("exception-type", "Xunit.Sdk.TestPipelineException"),
        new XElement("message", message),
        new XElement("stack-trace", "   at N.A()"));
}
