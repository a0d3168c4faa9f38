using System.Text;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests reading a complete request into a conversation, and the errors with their paths.</summary>
public sealed class ResponsesConversationReaderTests
{
    private const string Call = """{"type":"function_call","call_id":"a","name":"f","arguments":"{}"}""";
    private const string Output = """{"type":"function_call_output","call_id":"a","output":"done"}""";

    [Theory]
    [InlineData("""{"type":"made_up"}""", "input[0].type")]
    [InlineData("""{"id":"x"}""", "input[0].type")]
    [InlineData("""{"role":"king","content":"x"}""", "input[0].role")]
    [InlineData("""{"role":"user","content":7}""", "input[0].content")]
    [InlineData("""{"role":"user","content":[{"type":"input_text"}]}""", "input[0].content[0].text")]
    [InlineData("""{"role":"user","content":[{"type":"input_text","text":"x"},{"type":"smell"}]}""", "input[0].content[1].type")]
    [InlineData("""{"role":"user","content":[{"type":"input_image","file_id":"file_1"}]}""", "input[0].content[0].file_id")]
    [InlineData("""{"role":"user","content":[{"type":"input_file","filename":"a.pdf"}]}""", "input[0].content[0].file_data")]
    [InlineData(Call, "input[0].call_id")]
    [InlineData(Output, "input[0].call_id")]
    [InlineData(Call + "," + Output + "," + """{"type":"function_call_output","call_id":"b","output":"x"}""", "input[2].call_id")]
    [InlineData("""{"type":"function_call","call_id":"a","arguments":"{}"}""", "input[0].name")]
    [InlineData("""{"type":"function_call","name":"f","arguments":"{}"}""", "input[0].call_id")]
    [InlineData("""{"type":"item_reference","id":"msg_1"}""", "input[0].id")]
    [InlineData("""{"type":"reasoning","summary":[],"encrypted_content":null}""", "input")]
    public void An_invalid_item_is_reported_with_its_path(string items, string param) =>
        Should.Throw<RequestFault>(() => Read($"\"input\":[{items}]").Dispose()).Error.Param.ShouldBe(param);

    [Theory]
    [InlineData("""[{"type":"function"}]""", "\"auto\"", "tools[0].name")]
    [InlineData("""[{"name":"f"}]""", "\"auto\"", "tools[0].type")]
    [InlineData("""[{"type":"namespace","tools":[]}]""", "\"auto\"", "tools[0].name")]
    [InlineData("""[{"type":"namespace","name":"n"}]""", "\"auto\"", "tools[0].tools")]
    [InlineData("""[{"type":"function","name":"f"},{"type":"custom","name":"f"}]""", "\"auto\"", "tools[1].name")]
    [InlineData("""[{"type":"function","name":"f"}]""", "\"sometimes\"", "tool_choice")]
    [InlineData("""[{"type":"function","name":"f"}]""", """{"type":"function","name":"g"}""", "tool_choice.name")]
    [InlineData("""[{"type":"mcp","server_label":"s"}]""", "\"required\"", "tools[0].type")]
    [InlineData("""[{"type":"function","name":"f"},{"type":"file_search"}]""", """{"type":"file_search"}""", "tools[1].type")]
    [InlineData("""[]""", "\"required\"", "tool_choice")]
    public void An_invalid_tool_is_reported_with_its_path(string tools, string choice, string param) =>
        Should.Throw<RequestFault>(() => Read($"\"input\":\"x\",\"tools\":{tools},\"tool_choice\":{choice}").Dispose()).Error.Param.ShouldBe(param);

    [Theory]
    [InlineData("\"instructions\":[]", "instructions")]
    [InlineData("\"prompt\":{\"id\":\"pmpt_1\"}", "prompt")]
    [InlineData("\"text\":{\"format\":{\"type\":\"xml\"}}", "text.format.type")]
    [InlineData("\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\"}}", "text.format.schema")]
    [InlineData("\"reasoning\":{\"effort\":\"huge\"}", "reasoning.effort")]
    public void An_invalid_value_is_reported_with_its_path(string field, string param) =>
        Should.Throw<RequestFault>(() => Read($"\"input\":\"x\",{field}").Dispose()).Error.Param.ShouldBe(param);

    [Fact]
    public void Consecutive_items_of_the_model_are_one_turn_followed_by_its_results()
    {
        using var conversation = Read("""
            "instructions":"be brief","input":[
              {"role":"user","content":"go"},
              {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"a"},{"type":"summary_text","text":"b"}],"content":null,"encrypted_content":"gAAA"},
              {"type":"web_search_call","id":"ws_1","status":"completed","action":{}},
              {"type":"message","role":"assistant","content":[{"type":"output_text","text":"so","annotations":[]},{"type":"refusal","refusal":"no"}]},
              {"type":"function_call","call_id":"a","name":"f","arguments":"{}"},
              {"type":"local_shell_call","call_id":"b","id":"lsh_1","action":{"type":"exec","command":["ls"]}},
              {"role":"user","content":"quick"},
              {"type":"local_shell_call_output","call_id":"b","output":"files"},
              {"type":"function_call_output","call_id":"a","output":[{"type":"input_text","text":"done"}]}]
            """);

        conversation.Turns.Select(static turn => turn.Role).ShouldBe([TurnRole.System, TurnRole.User, TurnRole.Assistant, TurnRole.User, TurnRole.User]);
        conversation.Turns[2].Parts.Select(static part => part.GetType().Name).ShouldBe(["Reasoning", "Text", "Refusal", "ToolCall", "ToolCall"]);
        var reasoning = (Part.Reasoning)conversation.Turns[2].Parts[0];
        reasoning.Value.Decode().ShouldBe("a\n\nb");
        reasoning.Signature.ShouldNotBeNull().ItemId.ShouldBe("rs_1");
        conversation.Turns[3].Parts.Cast<Part.ToolResult>().Select(static result => result.CallId).ShouldBe(["b", "a"]);
        ((Part.ToolCall)conversation.Turns[2].Parts[4]).Name.ShouldBe("local_shell");
    }

    [Theory]
    [InlineData("jinf.as..EqQB")]
    [InlineData("jinf.un.")]
    [InlineData("")]
    public void Reasoning_without_a_signature_is_read_as_text(string value)
    {
        using var conversation = Read($$"""
            "input":[{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"{{value}}"},{"role":"user","content":"x"}]
            """);

        var reasoning = (Part.Reasoning)conversation.Turns[0].Parts[0];
        reasoning.Value.Decode().ShouldBe("hm");
        reasoning.Signature.ShouldBeNull();
    }

    [Fact]
    public void Only_the_allowed_tools_are_kept()
    {
        using var conversation = Read("""
            "input":"x","tools":[{"type":"function","name":"f"},{"type":"namespace","name":"n","tools":[{"type":"function","name":"g"}]},{"type":"custom","name":"h"}],
            "tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"g"},{"type":"custom","name":"h"}]}
            """);

        conversation.Tools.Select(static tool => tool.Name).ShouldBe(["n__g", "h"]);
        conversation.ToolChoice.ShouldBe(ToolChoice.Required);
    }

    [Theory]
    [InlineData("n", "f", "n__f")]
    [InlineData("mcp__files__", "read", "mcp__files__read")]
    [InlineData("a.b", "f", "a_b__f_")]
    public void Names_of_tools_in_a_namespace_are_valid_for_every_model(string space, string name, string flat)
    {
        FlatNames.Of(space, name).ShouldStartWith(flat);
        FlatNames.Of(space, new string('x', 80)).Length.ShouldBe(64);
        FlatNames.Of(space, new string('x', 80) + "1").ShouldNotBe(FlatNames.Of(space, new string('x', 80) + "2"));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_name_is_rejected() =>
        Should.Throw<RequestFault>(() => Read("\"input\":[{\"type\":\"function_call\",\"call_id\":\"\\ud800\",\"name\":\"f\"}]").Dispose());

    private static Conversation Read(string fields) => ResponsesConversationReader.Read(Encoding.UTF8.GetBytes($"{{\"model\":\"m\",{fields}}}"), recalled: 0);
}
