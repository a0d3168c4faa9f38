using System.Text;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// What a model or its server leaves out of a leaked call is made up for where the call is whole without it; what is no call stays text.
/// </summary>
public sealed class LeakEndTests
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
    public void A_call_whose_closing_tag_was_cut_off_is_one(string text, string? told) => Told(new HermesFormat(), text).ShouldBe(told ?? Text(text));

    [Theory]
    [InlineData("\n</function>\n</tool_call>", "")]
    [InlineData("\n</tool_call>", "")]
    [InlineData("</parameter>\n<parameter=s>", "<parameter=s>")]
    [InlineData("2\n</parameter>", "2")]
    public void So_it_is_of_qwens_xml_and_a_value_ends_where_the_next_thing_begins(string left, string instead) =>
        Told(new QwenCoderFormat(), Qwen.Replace(left, instead)).ShouldBe(QwenCalled);

    [Theory]
    [InlineData("use <function=f>")]
    [InlineData("<function=f>\n<parameter=a>\n5")]
    public void Half_a_call_in_qwens_xml_is_none(string text) => Told(new QwenCoderFormat(), text).ShouldBe(Text(text));

    [Fact]
    public void A_value_may_hold_what_looks_like_a_parameter() =>
        Told(new QwenCoderFormat(), Qwen.Replace("line 2", "<parameter=a>\n<parameter=b>")).ShouldBe(QwenCalled.Replace("line 2", """\\u003Cparameter=a\\u003E\\n\\u003Cparameter=b\\u003E"""));

    [Theory]
    [InlineData("<think>I call " + Whole + "</tool_call></think>ok", null)]
    [InlineData("<think>" + Whole + "</tool_call> or not</think>" + Whole, "text: <think>" + """<tool_call>{\"name\":\"f\",\"arguments\":{\"a\":1}}""" + "</tool_call> or not</think>|" + Called)]
    [InlineData("<think>I call " + Whole + "</tool_call>", "text: <think>I call |" + Called)]
    public void What_a_model_only_thinks_of_is_not_called_unless_it_forgot_to_close_its_thought(string text, string? told) => Told(new HermesFormat(), text).ShouldBe(told ?? Text(text));

    [Theory]
    [InlineData(Whole)]
    [InlineData("<think>" + Whole + "</tool_call>")]
    public void An_answer_that_is_cut_off_ends_with_no_call(string text) => Told(new HermesFormat(), text, FinishReason.Length).ShouldBe(Text(text));

    private static string Text(string text) => $"text: {Encoding.UTF8.GetString(JsonText.Of(text).Escaped)}";

    /// <summary>The same, however the text is cut.</summary>
    private static string Told(ITextToolCallFormat form, string text, FinishReason end = FinishReason.Stop)
    {
        var (whole, pieces) = (Read([text]), Read([.. text.Chunk(3).Select(static piece => new string(piece))]));
        pieces.ShouldBe(whole);
        return whole;

        string Read(string[] told)
        {
            var listener = new RecordingSink();
            var schema = System.Text.Json.JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"integer"},"s":{"type":"string"}}}""");
            var sink = new TextToolCallSink(listener, form, new OfferedTools([new Tool { Name = "f", Schema = schema }], new ToolNameRule(MaxLength: 64)));
            foreach (var piece in told) sink.Text(JsonText.Of(piece).Escaped);
            sink.Finish(end);
            listener.Lines[^1].ShouldBe($"finish: {end}");
            return Joined(listener.Lines.SkipLast(1));
        }
    }

    private static string Joined(IEnumerable<string> told)
    {
        List<string> lines = [];
        foreach (var line in told)
        {
            if (lines is [.., var last] && last.StartsWith("text: ", StringComparison.Ordinal) && line.StartsWith("text: ", StringComparison.Ordinal)) lines[^1] += line["text: ".Length..];
            else lines.Add(line);
        }

        return string.Join('|', lines);
    }
}
