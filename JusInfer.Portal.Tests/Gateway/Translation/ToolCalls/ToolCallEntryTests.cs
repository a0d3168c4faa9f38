using System.Text;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Tests.Gateway.Translation.ToolCalls;

/// <summary>A call's arguments are whole at their last bracket, however it is escaped: what comes then belongs to another call.</summary>
public sealed class ToolCallEntryTests
{
    [Theory]
    [InlineData("{\\\"path\\\":\\\"}\\\"", "}")]
    [InlineData("""\u007b\u0022path\u0022:\u0022\u007d\u0022""", """\u007D""")]
    [InlineData("""\u005b{},{}""", """\u005D""")]
    [InlineData("""[[\u005d,{}""", "]")]
    public void They_are_whole_with_the_last_bracket_and_not_before(string escaped, string last)
    {
        var call = new ToolCallEntry(0);

        call.Take(Encoding.UTF8.GetBytes(escaped));
        call.IsWhole.ShouldBeFalse();
        call.Take(Encoding.UTF8.GetBytes(last));
        call.IsWhole.ShouldBeTrue();
    }
}
