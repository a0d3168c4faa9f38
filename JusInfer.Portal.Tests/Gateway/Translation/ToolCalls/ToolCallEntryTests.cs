using System.Text;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Tests.Gateway.Translation.ToolCalls;

/// <summary>The arguments of a call are complete at their last bracket, however it is escaped.</summary>
public sealed class ToolCallEntryTests
{
    [Theory]
    [InlineData("{\\\"path\\\":\\\"}\\\"", "}")]
    [InlineData("""\u007b\u0022path\u0022:\u0022\u007d\u0022""", """\u007D""")]
    [InlineData("""\u005b{},{}""", """\u005D""")]
    [InlineData("""[[\u005d,{}""", "]")]
    public void Arguments_are_complete_with_the_last_bracket(string escaped, string last)
    {
        var call = new ToolCallEntry(0);

        call.Add(Encoding.UTF8.GetBytes(escaped));
        call.IsComplete.ShouldBeFalse();
        call.Add(Encoding.UTF8.GetBytes(last));
        call.IsComplete.ShouldBeTrue();
    }
}
