using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Architecture;

/// <summary>
/// What makes tests fail by chance is not added: state of the whole process, which tests that run at the same time change under each other,
/// and, outside of the test kit, the clock of the machine, waits for a time instead of an event, and waits without a limit. The numbers of
/// what is left only become smaller.
/// </summary>
public sealed class TestReliabilityTests
{
    private const string ConstantDelay = @"\bTask\.Delay\(([0-9]|TimeSpan\.From\w+\([0-9])";

    private const string EndlessLoop = @"\bwhile \((!\w+\.IsCompleted|.*\bStatus [=!]= \w+)\)";

    [Theory]
    [InlineData(@"\.ClearAllPools\(", 0, "close the connections of one file: SqlitePool.Close")]
    [InlineData(@"\.SetEnvironmentVariable\(", 0, "give a host its own: TestCatalog.Environment, PortalNode.Environment", true)]
    [InlineData(@"\bDateTime(Offset)?\.UtcNow\b", 58, "use the host's TimeProvider, a ManualTime if possible")]
    [InlineData(ConstantDelay, 17, "wait for the event")]
    [InlineData(EndlessLoop, 1, "limit it, as one whose condition never comes holds up all tests: Eventually")]
    [InlineData(@"\bProcess\.Start\((?!async|\(\))", 6, "limit it, as one that never ends holds up all tests: OtherProgram")]
    [InlineData(@"\bWaitFor(LoadState|URL|Navigation)Async\(", 0, "ask the page, as the event can be lost: DocumentState")]
    public void No_test_depends_on_state_of_the_process_or_on_time(string pattern, int left, string instead, bool inTestKit = false)
    {
        var expression = new Regex(pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        string[] projects = ["JusInfer.Portal.Tests", "JusInfer.E2E", "JusInfer.Clients"];
        var found = projects.SelectMany(SourceFiles.Of)
            .Where(file => inTestKit || !file.Contains("/TestKit/", StringComparison.Ordinal))
            .Where(static file => Path.GetFileName(file) != $"{nameof(TestReliabilityTests)}.cs")
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (File: file, Number: index + 1, Text: line)))
            .Where(line => expression.IsMatch(line.Text))
            .Select(static line => $"{Path.GetRelativePath(Repository.Root, line.File)}:{line.Number}: {line.Text.Trim()}")
            .ToList();

        found.Count.ShouldBe(left, $"{instead}, and write here how many are left:\n{string.Join('\n', found)}");
    }
}
