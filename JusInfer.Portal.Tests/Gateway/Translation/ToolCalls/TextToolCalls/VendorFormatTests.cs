using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>Leaked calls in the formats of the chat templates of DeepSeek, GLM, MiniMax and Kimi, wherever the pieces end.</summary>
public sealed class VendorFormatTests
{
    private const string V31 = "<｜tool▁call▁begin｜>read<｜tool▁sep｜>{\"path\":\"a b\",\"n\":5}<｜tool▁call▁end｜>";
    private const string V3 = "<｜tool▁call▁begin｜>function<｜tool▁sep｜>read\n```json\n{\"path\":\"a b\",\"n\":5}\n```<｜tool▁call▁end｜>";
    private const string V32 = "<｜DSML｜invoke name=\"read\">\n<｜DSML｜parameter name=\"path\" string=\"true\">a b</｜DSML｜parameter>\n<｜DSML｜parameter name=\"n\" string=\"false\">5</｜DSML｜parameter>\n</｜DSML｜invoke>\n";
    private const string Glm = "<tool_call>read\n<arg_key>path</arg_key>\n<arg_value>a b</arg_value>\n<arg_key>n</arg_key>\n<arg_value>5</arg_value>\n</tool_call>";
    private const string M1 = "{\"name\": \"read\", \"arguments\": {\"path\":\"a b\",\"n\":5}}\n";
    private const string M2 = "<invoke name=\"read\">\n<parameter name=\"path\">a b</parameter>\n<parameter name=\"n\">5</parameter>\n</invoke>\n";
    private const string Kimi = "<|tool_call_begin|>functions.read:0<|tool_call_argument_begin|>{\"path\":\"a b\",\"n\":5}<|tool_call_end|>";
    private const string Call = "[read {\"path\":\"a b\",\"n\":5}]";

    private static readonly OfferedTools Tools = new(
        [
            new Tool { Name = "read", Schema = System.Text.Json.JsonElement.Parse("""{"type":"object","properties":{"path":{"type":"string"},"n":{"type":"integer"}}}""") },
            new Tool { Name = "now" },
        ],
        new ToolNameRule(MaxLength: 64));

    [Theory]
    [InlineData("deepseek", $"<｜tool▁calls▁begin｜>{V31}<｜tool▁calls▁end｜>", Call)]
    [InlineData("deepseek", $"ok <｜tool▁calls▁begin｜>{V31}\n{V31}<｜tool▁calls▁end｜>", $"ok {Call}{Call}")]
    [InlineData("deepseek", $"<｜tool▁calls▁begin｜>{V3}\n{V3}<｜tool▁calls▁end｜>", $"{Call}{Call}")]
    [InlineData("deepseek", $"{V31}<｜tool▁calls▁end｜>", Call)]
    [InlineData("deepseek", $"<｜DSML｜function_calls>\n{V32}{V32}</｜DSML｜function_calls>", $"{Call}{Call}")]
    [InlineData("deepseek", $"<｜tool▁calls▁begin｜>{V31}", Call)]
    [InlineData("deepseek", "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>read\n```json\n{\"path\":\"a b\",\"n\":5}\n```\n<｜tool▁call▁end｜><｜tool▁calls▁end｜>", Call)]
    [InlineData("deepseek", $"ok\n\n<｜DSML｜tool_calls>\n{V32}{V32}</｜DSML｜tool_calls>", $"ok\n\n{Call}{Call}")]
    [InlineData("deepseek", "<｜DSML｜tool_calls>\n<｜DSML｜invoke name=\"read\">\n{\"path\":\"a b\",\"n\":5}\n</｜DSML｜invoke>\n</｜DSML｜tool_calls>", Call)]
    [InlineData("deepseek", "<｜DSML｜tool_calls><｜DSML｜invoke name=\"now\"></｜DSML｜invoke></｜DSML｜tool_calls>", "[now {}]")]
    [InlineData("deepseek", "<function_calls>\n<invoke name=\"read\">\n<parameter name=\"path\" string=\"true\">a b</parameter>\n<parameter name=\"n\" string=\"false\">5</parameter>\n</invoke>\n</function_calls>", Call)]
    [InlineData("glm", Glm, Call)]
    [InlineData("glm", $"{Glm}\n{Glm}", $"{Call}{Call}")]
    [InlineData("glm", "<tool_call>read<arg_key>path</arg_key><arg_value>a b</arg_value><arg_key>n</arg_key><arg_value>5</arg_value></tool_call>", Call)]
    [InlineData("glm", "<tool_call>now\n</tool_call>", "[now {}]")]
    [InlineData("glm", "<tool_call>now", "[now {}]")]
    [InlineData("glm", "<tool_call>now</tool_call>", "[now {}]")]
    [InlineData("minimax", $"<minimax:tool_call>\n{M2}{M2}</minimax:tool_call>", $"{Call}{Call}")]
    [InlineData("minimax", $"<tool_calls>\n{M1}{M1}</tool_calls>", $"{Call}{Call}")]
    [InlineData("minimax", $"so <minimax:tool_call>\n{M2}</minimax:tool_call>", $"so {Call}")]
    [InlineData("minimax", $"<minimax:tool_call>\n{M2}", Call)]
    [InlineData("kimi", $"<|tool_calls_section_begin|>{Kimi}{Kimi}<|tool_calls_section_end|>", $"{Call}{Call}")]
    [InlineData("kimi", $"{Kimi}<|tool_calls_section_end|>", Call)]
    [InlineData("kimi", $"<|tool_call_section_begin|>{Kimi}<|tool_call_section_end|>", Call)]
    [InlineData("kimi", "<|tool_calls_section_begin|>\n<|tool_call_begin|> read:0 <|tool_call_argument_begin|> {\"path\":\"a b\",\"n\":5} <|tool_call_end|>\n<|tool_calls_section_end|>", Call)]
    [InlineData("kimi", $"<|tool_calls_section_begin|>{Kimi}", Call)]
    public void A_call_in_the_text_is_a_tool_call(string format, string answer, string expected) => Read(format, answer).ShouldBe(expected);

    [Theory]
    [InlineData("deepseek", "The token <｜tool▁calls▁begin｜> begins a list.")]
    [InlineData("deepseek", "<｜tool▁call▁begin｜>other<｜tool▁sep｜>{}<｜tool▁call▁end｜>")]
    [InlineData("deepseek", "<｜tool▁call▁begin｜>read<｜tool▁sep｜>no object<｜tool▁call▁end｜>")]
    [InlineData("deepseek", "<function_calls> and <｜DSML｜tool_calls> are elements.")]
    [InlineData("glm", "<tool_call>other\n</tool_call>")]
    [InlineData("glm", "GLM writes <tool_call> before a name.")]
    [InlineData("minimax", "<minimax:tool_call> is a tag")]
    [InlineData("minimax", "<tool_calls>\n{\"name\":\"other\"}\n</tool_calls>")]
    [InlineData("kimi", "<|tool_call_begin|>functions.other:0<|tool_call_argument_begin|>{}<|tool_call_end|>")]
    [InlineData("kimi", "`<|tool_calls_section_begin|>` is a token, and 1 < 2")]
    public void Text_about_the_format_stays_text(string format, string answer) => Read(format, answer).ShouldBe(answer);

    [Theory]
    [InlineData("deepseek", V31)]
    [InlineData("deepseek", $"<｜DSML｜function_calls>\n{V32}</｜DSML｜function_calls>")]
    [InlineData("deepseek", $"<｜DSML｜tool_calls>\n{V32}</｜DSML｜tool_calls>")]
    [InlineData("glm", Glm)]
    [InlineData("minimax", $"<minimax:tool_call>\n{M2}</minimax:tool_call>")]
    [InlineData("minimax", $"<tool_calls>\n{M1}</tool_calls>")]
    [InlineData("kimi", $"<|tool_calls_section_begin|>{Kimi}<|tool_calls_section_end|>")]
    public void A_truncated_answer_has_no_call_and_loses_no_text(string format, string call)
    {
        for (var length = 1; length < call.Length - 30; length += 7) Read(format, call[..length], FinishReason.Length).ShouldBe(call[..length]);
    }

    private static string Read(string format, string answer, FinishReason reason = FinishReason.Stop)
    {
        var read = new HashSet<string>();
        foreach (var size in (int[])[1, 3, 11, 5000])
        {
            var listener = new Listener();
            var sink = new TextToolCallSink(listener, TextToolCallFormats.Find(CatalogNames.ToolCallFormats.Read(format)!.Value)!, Tools);
            foreach (var piece in answer.Chunk(size)) sink.Text(JsonText.From(new string(piece)).Escaped);
            sink.Finish(reason);
            read.Add(listener.Seen);
        }

        return read.ShouldHaveSingleItem();
    }

    private sealed class Listener() : ResponseSink(NullSink.Instance)
    {
        public string Seen { get; private set; } = "";

        public override void Text(ReadOnlySpan<byte> escaped) => Seen += JsonText.OfEscaped(escaped).Decode();

        public override void ToolCall(int number, in ToolCallHead head) => Seen += $"[{head.Name} ";

        public override void Arguments(int number, ReadOnlySpan<byte> escaped) => Seen += JsonText.OfEscaped(escaped).Decode() + "]";
    }
}
