using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Tests.Gateway.Translation.ToolCalls;

public sealed class ToolSignaturesTests
{
    private static readonly ToolSignatures Tools = ToolSignatures.From(new Conversation
    {
        Source = JsonDocument.Parse("{}"),
        Turns = [],
        Tools =
        [
            new Tool { Name = "read", Schema = JsonElement.Parse("""{"type":"object","properties":{"path":{},"line":{"type":"integer"}},"required":["path"]}""") },
            new Tool { Name = "now" },
            new Tool { Name = "odd", Schema = JsonElement.Parse("""{"required":{"path":true}}""") },
            new Tool { Name = "patch", Kind = ToolKind.Custom },
        ],
    });

    [Theory]
    [InlineData("read", "{'path':'a.py'}", null)]
    [InlineData("read", "{'path':null,'line':'12','extra':{}}", null)]
    [InlineData("read", "{'line':12}", "MissingArgument")]
    [InlineData("read", "{}", "MissingArgument")]
    [InlineData("read", "{'path':'a.py'", "InvalidArguments")]
    [InlineData("read", "['a.py']", "InvalidArguments")]
    [InlineData("read", "", "InvalidArguments")]
    [InlineData("read", "a.py", "InvalidArguments")]
    [InlineData("Read", "{'path':'a.py'}", "UnknownTool")]
    [InlineData("write", "{}", "UnknownTool")]
    [InlineData("now", "{}", null)]
    [InlineData("now", "{'zone':'UTC'}", null)]
    [InlineData("odd", "{}", null)]
    public void A_call_must_name_a_tool_and_have_its_required_arguments(string name, string arguments, string? fault) =>
        Tools.FaultOf(name, ToolKind.Function, Escaped(arguments.Replace('\'', '"'))).ShouldBe(fault is null ? null : Enum.Parse<ResponseFault>(fault));

    [Fact]
    public void The_input_of_a_custom_tool_is_any_text() => Tools.FaultOf("patch", ToolKind.Custom, Escaped("*** Begin Patch")).ShouldBeNull();

    [Fact]
    public void Arguments_that_are_no_valid_Unicode_are_invalid() => Tools.FaultOf("now", ToolKind.Function, "{\\\"a\\\":\\\"\\ud800\\\"}"u8).ShouldBe(ResponseFault.InvalidArguments);

    private static byte[] Escaped(string text) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(text)[1..^1]);
}
