using System.Reflection;

namespace JusInfer.Portal.Tests.Documentation;

/// <summary>
/// docs/PROMISES.md and the <c>Promise</c> traits of the tests agree. A run with <c>JUSINFER_WRITE_PROMISES=1</c> writes the test classes into the page.
/// </summary>
public sealed class PromisesTests
{
    private const string HowToUpdate = "Run this test with JUSINFER_WRITE_PROMISES=1 to update the page.";

    private readonly PromisesPage page = new();

    public PromisesTests()
    {
        if (Environment.GetEnvironmentVariable("JUSINFER_WRITE_PROMISES") != "1") return;
        page.Update();
        page = new PromisesPage();
    }

    [Fact]
    public void Promises_are_numbered_without_a_gap() =>
        page.Rows.Select(static row => row.Id).ShouldBe(Enumerable.Range(1, page.Rows.Count).Select(static number => $"P-{number}"));

    [Fact]
    public void Every_promise_that_a_test_names_is_listed()
    {
        var unlisted = TestSources.Classes.SelectMany(static test => test.Promises, static (test, promise) => (Test: test.Label, Promise: promise))
            .Where(use => page.Rows.All(row => row.Id != use.Promise));

        unlisted.ShouldBeEmpty();
    }

    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        var missing = page.Rows.SelectMany(static row => row.Tests, static (row, test) => (row.Id, Test: test))
            .Where(static use => TestSources.Classes.All(test => test.Label != use.Test));

        missing.ShouldBeEmpty(HowToUpdate);
    }

    [Fact]
    public void The_page_names_the_tests_that_carry_each_promise()
    {
        foreach (var row in page.Rows) row.Tests.ShouldBe(PromisesPage.Carriers(row.Id), $"{row.Id}. {HowToUpdate}");
    }

    [Fact]
    public void A_promise_without_a_test_says_what_is_not_there_yet() =>
        page.Rows.Where(static row => row.Tests.Count == 0 && row.NotYet.Length == 0).Select(static row => row.Id).ShouldBeEmpty();

    [Fact]
    public void The_source_files_have_the_traits_that_this_assembly_has()
    {
        var compiled =
            from type in typeof(PromisesTests).Assembly.GetTypes()
            from member in type.GetMembers(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Append(type)
            from trait in member.GetCustomAttributes<TraitAttribute>(inherit: false)
            where trait.Name == "Promise"
            select (type.Name, trait.Value);
        var read = TestSources.Classes.Where(static test => test.Project == "JusInfer.Portal.Tests")
            .SelectMany(static test => test.Promises, static (test, promise) => (test.Name, promise));

        read.Distinct().ShouldBe(compiled.Distinct(), ignoreOrder: true);
    }
}
