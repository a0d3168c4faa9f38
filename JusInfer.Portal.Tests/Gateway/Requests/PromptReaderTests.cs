using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Tests.Gateway.Requests;

public sealed class PromptReaderTests
{
    /// <summary>The same conversation in each dialect: a question, a command, and its result.</summary>
    public static TheoryData<string, string> Dialects => new()
    {
        {
            "openai-chat",
            """{"tools":[{"type":"function","function":{"name":"bash","parameters":{}}}],"messages":[{"role":"system","content":"You are an agent."},{"role":"user","content":[{"type":"text","text":"Fix a.py"}]},{"role":"assistant","content":"Looking.","tool_calls":[{"id":"1","type":"function","function":{"name":"bash","arguments":"{\"command\":\"ls -la\"}"}}]},{"role":"tool","tool_call_id":"1","content":"a.py\nb.py"}]}"""
        },
        {
            "anthropic-messages",
            """{"system":[{"type":"text","text":"You are an agent.","cache_control":{"type":"ephemeral"}}],"tools":[{"name":"bash","input_schema":{}}],"messages":[{"role":"user","content":"Fix a.py"},{"role":"assistant","content":[{"type":"text","text":"Looking."},{"type":"tool_use","id":"1","name":"bash","input":{"command":"ls -la"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"a.py\nb.py"}]}]}]}"""
        },
        {
            "openai-responses",
            """{"instructions":"You are an agent.","tools":[{"type":"function","name":"bash"}],"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Fix a.py"}]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Looking."}]},{"type":"function_call","call_id":"1","name":"bash","arguments":"{\"command\":\"ls -la\"}"},{"type":"function_call_output","call_id":"1","output":"a.py\nb.py"}]}"""
        },
        {
            "gemini",
            """{"systemInstruction":{"parts":[{"text":"You are an agent."}]},"tools":[{"functionDeclarations":[{"name":"bash"}]}],"contents":[{"role":"user","parts":[{"text":"Fix a.py"}]},{"role":"model","parts":[{"text":"Looking."},{"functionCall":{"name":"bash","args":{"command":"ls -la"}}}]},{"role":"user","parts":[{"functionResponse":{"name":"bash","response":{"output":"a.py\nb.py"}}}]}]}"""
        },
        {
            "ollama",
            """{"tools":[{"type":"function","function":{"name":"bash"}}],"messages":[{"role":"system","content":"You are an agent."},{"role":"user","content":"Fix a.py"},{"role":"assistant","content":"Looking.","tool_calls":[{"function":{"name":"bash","arguments":{"command":"ls -la"}}}]},{"role":"tool","content":"a.py\nb.py"}]}"""
        },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_conversation_has_the_same_outline_in_every_dialect(string dialect, string body)
    {
        var outline = Read(body);

        outline.IsAgent.ShouldBeTrue(dialect);
        outline.HasTurn.ShouldBeTrue();
        outline.EndsWithResult.ShouldBeTrue();
        outline.SideCall.ShouldBe(SideCallKind.None);
        outline.Domain.ShouldBe(new TaskDomain(TaskKind.Fix, "python"));
        outline.Root.ShouldBe(Read(Dialects.First().Data.Item2).Root);
        outline.Risk.ShouldBeInRange(0.001, 0.999);
    }

    [Fact]
    public void Moving_cache_markers_and_ids_do_not_change_the_prompt()
    {
        var marked = Read("""{"messages":[{"role":"user","content":[{"type":"text","text":"one","cache_control":{"type":"ephemeral"}}]},{"role":"assistant","content":[{"type":"tool_use","id":"1","name":"f","input":{}}]}]}""");
        var moved = Read("""{"messages":[{"role":"user","content":"one"},{"role":"assistant","content":[{"type":"tool_use","id":"2","name":"f","input":{}}]},{"role":"user","content":[{"type":"text","text":"two","cache_control":{"type":"ephemeral"}}]}]}""");

        marked.Prefix.CompareWith(moved.Prefix).IsExtended.ShouldBeTrue();
    }

    [Fact]
    public void The_billing_line_of_Claude_Code_is_no_part_of_the_prompt() =>
        Read("""{"system":"x-anthropic-billing-header: cc_version=2.1.1; cch=a1;\nYou are Claude Code.","messages":[{"role":"user","content":"one"}]}""").Prefix
            .ShouldBe(Read("""{"system":"x-anthropic-billing-header: cc_version=2.1.1; cch=b2;\nYou are Claude Code.","messages":[{"role":"user","content":"one"}]}""").Prefix);

    [Fact]
    public void An_image_is_a_part_of_the_prompt_but_not_of_its_length()
    {
        var one = Read(Image("AAAA"));
        var other = Read(Image("BBBB"));

        one.Prefix.CompareWith(other.Prefix).IsExtended.ShouldBeFalse();
        one.Prefix.Bytes.ShouldBe(5);

        static string Image(string data) =>
            $$$"""{"messages":[{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{data}}}"}}]}]}""";
    }

    [Fact]
    public void Recalled_items_precede_those_of_the_body()
    {
        var items = """{"type":"message","role":"user","content":"one"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"two"}]}""";

        var recalled = Read("""{"input":"three"}""", items);

        recalled.Prefix.ShouldBe(Read($$"""{"input":[{{items}},{"role":"user","content":"three"}]}""").Prefix);
    }

    [Fact]
    public void A_failing_command_that_is_repeated_is_a_sign_of_trouble()
    {
        Read(Repeated("cat a.py", "error: No such file")).Trouble.ShouldBe(TroubleSigns.RepeatedCommand);
        Read(Repeated("cat a.py", "fine")).Trouble.ShouldBe(TroubleSigns.None);

        static string Repeated(string command, string result)
        {
            var call = $$$"""{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"bash","arguments":"{\"command\":\"{{{command}}}\"}"}}]},{"role":"tool","tool_call_id":"1","content":"{{{result}}}"}""";
            return $$"""{"messages":[{"role":"user","content":"Fix a.py"},{{call}},{{call}}]}""";
        }
    }

    [Fact]
    public void A_request_that_the_user_repeats_is_a_sign_of_trouble()
    {
        const string Request = "Fix the last token in parser.py";
        Read(Asked(Request, Request)).Trouble.ShouldBe(TroubleSigns.RepeatedRequest);
        Read(Asked(Request, Request + ", please")).Trouble.ShouldBe(TroubleSigns.None);
        Read(Asked("continue", "continue")).Trouble.ShouldBe(TroubleSigns.None, "too short to mean anything");

        static string Asked(string first, string second) =>
            $$"""{"messages":[{"role":"system","content":"You are a coding agent."},{"role":"user","content":"{{first}}"},{"role":"assistant","content":"Done."},{"role":"user","content":"{{second}}"}]}""";
    }

    [Theory]
    [InlineData("""{"messages":[1,null,{},{"role":7},{"role":"user"},{"role":"user","content":7},{"role":"assistant","tool_calls":{}},{"role":"assistant","tool_calls":[7,{},{"function":7}]}]}""")]
    [InlineData("""{"tools":{},"system":7,"messages":"x","input":{},"contents":[[]]}""")]
    [InlineData("""{"tools":[7,{"name":7},{"function":{"name":{}}}],"messages":[{"role":"user","content":[7,{},{"type":"text"},{"type":"tool_result"},{"text":"\ud800"}]}]}""")]
    public void Unexpected_values_are_ignored(string body) => Should.NotThrow(() => Read(body));

    [Fact]
    public void A_name_that_is_not_valid_Unicode_leaves_a_prompt_without_an_outline_or_is_ignored() =>
        Should.NotThrow(() => Outline("""{"messages":[{"role":"user","\ud800":1,"content":[{"\ud800":1}]}],"\ud800":1}"""));

    private static PromptOutline Read(string body, string recalled = "") => Outline(body, recalled).ShouldNotBeNull();

    private static PromptOutline? Outline(string body, string recalled = "") => PromptReader.Read(
        Encoding.UTF8.GetBytes(body), Encoding.UTF8.GetBytes(recalled), new RequestFeatures { MessageCount = 4, InputTokens = 100, LastMessageRole = LastMessageRole.Tool }, StepClassifiers.Shipped.Value);
}
