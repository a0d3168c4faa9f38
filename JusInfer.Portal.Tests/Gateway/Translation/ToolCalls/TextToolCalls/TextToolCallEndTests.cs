using System.Text;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// Leaked calls are found if the model or its server omits a closing tag. Other text stays text.
/// </summary>
public sealed class TextToolCallEndTests
{
    private const string Whole = """<tool_call>{"name":"f","arguments":{"a":1}}""";
    private const string Qwen = "<tool_call>\n<function=f>\n<parameter=a>\n5\n</parameter>\n<parameter=s>\nline 1\nline 2\n</parameter>\n</function>\n</tool_call>";
    private const string QwenCalled = """call -1: f |arguments -1: {\"a\":5,\"s\":\"line 1\\nline 2\"}""";
    private const string Called = """call -1: f |arguments -1: {\"a\":1}""";

    [Theory]
    [InlineData(Whole, Called)]
    [InlineData(Whole + "\n</tool", Called)]
    [InlineData("so " + Whole + "</tool_call>\n" + Whole, "text: so |" + Called + "|" + Called)]
    [InlineData("""<tool_call>{"name":"f","arguments":{"a":""", null)]
    [InlineData("""<tool_call>{"name":"f","arguments":{"a":1}""", null)]
    [InlineData("""<tool_call>{"name":"other","arguments":{"a":1}}""", null)]
    [InlineData(Whole + " is how", null)]
    [InlineData("`" + Whole, null)]
    public void A_leaked_call_at_the_end_needs_no_closing_tag(string text, string? calls) => CallsIn(new HermesFormat(), text).ShouldBe(calls ?? Text(text));

    [Theory]
    [InlineData("\n</function>\n</tool_call>", "")]
    [InlineData("\n</tool_call>", "")]
    [InlineData("</parameter>\n<parameter=s>", "<parameter=s>")]
    [InlineData("2\n</parameter>", "2")]
    public void A_value_without_a_closing_tag_ends_before_the_next_tag(string left, string instead) =>
        CallsIn(new QwenCoderFormat(), Qwen.Replace(left, instead)).ShouldBe(QwenCalled);

    [Theory]
    [InlineData("use <function=f>")]
    [InlineData("<function=f>\n<parameter=a>\n5")]
    public void An_incomplete_call_in_Qwens_format_stays_text(string text) => CallsIn(new QwenCoderFormat(), text).ShouldBe(Text(text));

    [Fact]
    public void A_value_may_contain_what_looks_like_a_parameter() =>
        CallsIn(new QwenCoderFormat(), Qwen.Replace("line 2", "<parameter=a>\n<parameter=b>")).ShouldBe(QwenCalled.Replace("line 2", """\\u003Cparameter=a\\u003E\\n\\u003Cparameter=b\\u003E"""));

    [Theory]
    [InlineData("<think>I call " + Whole + "</tool_call></think>ok", null)]
    [InlineData("<think>" + Whole + "</tool_call> or not</think>" + Whole, "text: <think>" + """<tool_call>{\"name\":\"f\",\"arguments\":{\"a\":1}}""" + "</tool_call> or not</think>|" + Called)]
    [InlineData("<think>I call " + Whole + "</tool_call>", "text: <think>I call |" + Called)]
    public void A_call_within_reasoning_stays_text_unless_the_reasoning_is_not_closed(string text, string? calls) => CallsIn(new HermesFormat(), text).ShouldBe(calls ?? Text(text));

    [Theory]
    [InlineData(Whole)]
    [InlineData("<think>" + Whole + "</tool_call>")]
    public void An_incomplete_call_in_a_truncated_answer_stays_text(string text) => CallsIn(new HermesFormat(), text, FinishReason.Length).ShouldBe(Text(text));

    private static string Text(string text) => $"text: {Encoding.UTF8.GetString(JsonText.From(text).Escaped)}";

    /// <summary>Checks that the result does not depend on how the text is split into pieces.</summary>
    private static string CallsIn(ITextToolCallFormat form, string text, FinishReason end = FinishReason.Stop)
    {
        var (whole, pieces) = (Read([text]), Read([.. text.Chunk(3).Select(static piece => new string(piece))]));
        pieces.ShouldBe(whole);
        return whole;

        string Read(string[] calls)
        {
            var listener = new RecordingSink();
            var schema = System.Text.Json.JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"integer"},"s":{"type":"string"}}}""");
            var sink = new TextToolCallSink(listener, form, new OfferedTools([new Tool { Name = "f", Schema = schema }], new ToolNameRule(MaxLength: 64)));
            foreach (var piece in calls) sink.Text(JsonText.From(piece).Escaped);
            sink.Finish(end);
            listener.Lines[^1].ShouldBe($"finish: {end}");
            return Joined(listener.Lines.SkipLast(1));
        }
    }

    private static string Joined(IEnumerable<string> calls)
    {
        List<string> lines = [];
        foreach (var line in calls)
        {
            if (lines is [.., var last] && last.StartsWith("text: ", StringComparison.Ordinal) && line.StartsWith("text: ", StringComparison.Ordinal)) lines[^1] += line["text: ".Length..];
            else lines.Add(line);
        }

        return string.Join('|', lines);
    }
}
