using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Calls;

public sealed class CalledToolsTests
{
    [Fact]
    public void Calls_are_counted_by_tool_in_the_order_of_the_first_call() =>
        Count("Read", "mcp__files__list", "Read", "Bash").ShouldBe([new CalledTool("Read", 2), new CalledTool("mcp__files__list", 1), new CalledTool("Bash", 1)]);

    [Theory]
    [InlineData("")]
    [InlineData("the text of a prompt")]
    [InlineData("<b>bold</b>")]
    [InlineData("\u202Eabc")]
    public void A_name_that_no_tool_has_is_not_kept(string name) => Count(name, "Read", name).ShouldBe([new CalledTool(CalledTools.Other, 2), new CalledTool("Read", 1)]);

    [Fact]
    public void Names_as_long_as_a_provider_accepts_are_kept() =>
        Count(new string('a', 128), new string('b', 129)).ShouldBe([new CalledTool(new string('a', 128), 1), new CalledTool(CalledTools.Other, 1)]);

    [Fact]
    public void More_than_sixteen_tools_are_counted_together()
    {
        var counted = Count([.. Enumerable.Range(0, 18).Select(static tool => $"tool{tool}"), "tool0"]);

        counted.Length.ShouldBe(17);
        (counted[0], counted[^1]).ShouldBe((new CalledTool("tool0", 2), new CalledTool(CalledTools.Other, 2)));
    }

    private static CalledTool[] Count(params string[] names)
    {
        var tools = new CalledTools();
        foreach (var name in names) tools.Add(name);
        return [.. tools.ToImmutableArray()];
    }
}
